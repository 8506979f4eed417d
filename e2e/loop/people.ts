import type { Sent } from '../api.ts';

/** Somebody whose company, title and country fit the default agreement: grade A. */
export const goodProfile = (email: string, firstName: string): Record<string, unknown> => ({
  email,
  traits: {
    firstName,
    lastName: 'Example',
    title: 'VP Operations',
    company: `${firstName} Logistics`,
    headcount: 420,
    industry: 'software',
    country: 'DE',
  },
});

/** What one prospect does, with ids of its own, each event at its own time. */
export class Prospect {
  readonly email: string;
  private count = 0;
  private readonly name: string;
  private readonly nowMs: () => number;

  /** @param company its own where left out */
  constructor(name: string, nowMs: () => number, company = name) {
    this.name = name;
    this.email = `${name.toLowerCase()}@${company.toLowerCase()}-logistics.example`;
    this.nowMs = nowMs;
  }

  /** `agoMs`: how long before now it happened. */
  did(type: string, properties: Record<string, unknown> = {}, agoMs = 0, asset?: Record<string, unknown>): Sent {
    return {
      id: `${this.name}-${type}-${++this.count}`,
      type,
      time: new Date(this.nowMs() - agoMs).toISOString(),
      data: { email: this.email, properties, ...(asset ? { asset } : {}) },
    };
  }

  /** `differently`: traits that are other than those of a lead that fits. */
  introduces(differently: Record<string, unknown> = {}): Sent {
    const { traits, ...who } = goodProfile(this.email, this.name);
    const data = { ...who, traits: { ...(traits as Record<string, unknown>), ...differently } };
    return { id: `${this.name}-identify`, type: 'identify', data };
  }
}
