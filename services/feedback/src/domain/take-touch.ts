import type { JsonValue } from '@smarketing/contracts';
import type { FeedbackLead } from './feedback-lead.ts';
import { earliest, latest, saidAt } from './stated-at.ts';
import type { Stated } from './stated-at.ts';

type Touch = Stated & {
  readonly kind: 'call' | 'email' | 'meeting';
  readonly automated: boolean;
  readonly properties: Readonly<Record<string, JsonValue>>;
};

/** A touch by a person; one that confirms the need and what it takes to buy makes the lead sales-qualified. */
export function takeTouch(lead: FeedbackLead, touch: Touch): FeedbackLead {
  if (touch.automated) return lead;
  const { atMs } = saidAt(touch);
  const { firstAtMs, lastAtMs } = lead.touches;
  return {
    ...lead,
    touches: { firstAtMs: earliest(firstAtMs, atMs), lastAtMs: latest(lastAtMs, atMs) },
    stages: confirmsNeed(touch) ? { ...lead.stages, sql: earliest(lead.stages.sql, atMs) } : lead.stages,
  };
}

/** The agreement's SQL: a two-way talk confirmed need plus budget, authority or timing. The one who talked says so. */
function confirmsNeed({ kind, properties }: Touch): boolean {
  const confirmed = (name: string): boolean => isYes(Object.hasOwn(properties, name) ? properties[name] : undefined);
  return kind !== 'email' && confirmed('need') && ['budget', 'authority', 'timing'].some(confirmed);
}

const NOT_CONFIRMED: ReadonlySet<string> = new Set(['', 'no', 'none', 'false', 'unknown', 'n/a', '0']);

function isYes(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false;
  return typeof value === 'object' || !NOT_CONFIRMED.has(String(value).trim().toLowerCase());
}
