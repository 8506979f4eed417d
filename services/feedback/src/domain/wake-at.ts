import type { AgreementDocument } from '@smarketing/agreement';
import { startOfLocalDate } from '@smarketing/business-time';
import { DAY_MS } from './moment.ts';

type WakeRule = AgreementDocument['nurture']['tracks'][number]['wakeAt'];

export type WakeFacts = {
  readonly facts: Readonly<Record<string, string>>;
  /** The one fact that the reason asked for, whatever its name. */
  readonly fact: string | null;
  /** When sales said so, epoch ms. */
  readonly saidAtMs: number;
  /** Nobody is woken before. Epoch ms. */
  readonly notBeforeMs: number;
};

/**
 * When a track wakes the lead by the calendar, epoch ms; null for a track that does not. A stated date counts from its local
 * midnight; one that has passed tells nothing of the next, so it is as good as none.
 */
export function wakeAt(rule: WakeRule, { facts, fact, saidAtMs, notBeforeMs }: WakeFacts, zone: string): number | null {
  if (rule === undefined) return null;
  const named = rule.field === undefined || !Object.hasOwn(facts, rule.field) ? undefined : facts[rule.field];
  const stated = rule.field === undefined ? undefined : [named, fact].map(dayOf).find((day) => day !== undefined);
  const passed = stated !== undefined && startOf(stated, zone) <= saidAtMs;
  const at =
    stated === undefined || passed
      ? saidAtMs + rule.otherwiseAfterDays * DAY_MS
      : startOf(stated + Math.round(rule.offsetDays), zone);
  return Math.max(at, notBeforeMs);
}

/** Days since 1970 of a text that begins with a date. */
function dayOf(text: string | null | undefined): number | undefined {
  const date = /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(text ?? '')?.[1];
  const ms = Date.parse(`${date}T00:00:00Z`);
  // Date.parse may roll 30 February over into March.
  return Number.isNaN(ms) || isoDay(ms) !== date ? undefined : ms / DAY_MS;
}

function startOf(day: number, zone: string): number {
  return startOfLocalDate(zone, isoDay(day * DAY_MS));
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
