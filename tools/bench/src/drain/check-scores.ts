import {
  compileAgreement,
  foldEvidence,
  type CompiledModel,
  unpackTallies,
  type PackedTallies,
  type ScorableEvent,
  type Tallies,
} from '@smarketing/agreement';
import { eventIdAt, leadAt, type Engagements } from './engagements.ts';
import { leadIdOf } from '../rescore/generate-leads.ts';
import { AGREEMENT_VERSION } from './fill-topic.ts';
import type { Pool } from './scoring-contender.ts';
import { sixtyRules } from './sixty-rules.ts';

/** Decayed points of all that a lead did, and the instant that they are of: that of its newest event, epoch ms. */
export type DecayedSum = { readonly sum: number; readonly atMs: number };

const LEADS_AT_ONCE = 500;
/** Of so many leads the stored tallies are held against a fold of the evidence that they were made of. */
const FOLDED = 200;
/** `left` rounds to whole hundredths of a point: of so many times the points it is exact enough for a sum of a hundred. */
const FINER = 1e8;

/**
 * The sums that the tallies of each lead come to, by lead. A row may be behind its evidence: then whoever reads the lead folds what is
 * there, and so does this. Throws where the evidence is not exactly what was written, event by event, or stored tallies are not what a
 * fold makes of the evidence that they claim to hold.
 */
export async function checkScores(pool: Pool, of: Engagements): Promise<ReadonlyMap<string, DecayedSum>> {
  const expected = idsByLead(of);
  const agreement = compileAgreement(sixtyRules(), { version: AGREEMENT_VERSION });
  const { byRule } = agreement.models.get('default')!.engagement;
  const sums = new Map<string, DecayedSum>();
  let events = 0;
  for (let from = 0; from < of.leads; from += LEADS_AT_ONCE) {
    const count = Math.min(LEADS_AT_ONCE, of.leads - from);
    const leads = Array.from({ length: count }, (_, n) => leadIdOf(from + n));
    const { rows } = await pool.query<Row>(ROWS, [leads]);
    for (const [index, { key, noted, tallies: packed, ids, nths, evidence }] of rows.entries()) {
      const stored = unpackTallies(packed);
      const mine = (expected.get(key) ?? []).toSorted();
      if (ids.length !== mine.length || ids.toSorted().some((id, n) => id !== mine[n])) {
        throw new Error(`the evidence of ${key} is not what was written: ${ids.length} events, not ${mine.length}`);
      }
      const held = evidence.filter((_, n) => nths[n]! <= noted);
      const isChecked = from + index < FOLDED;
      if (isChecked && JSON.stringify(foldEvidence(held, agreement)) !== JSON.stringify(stored)) {
        throw new Error(`the tallies of ${key} are not what its evidence makes of it`);
      }
      const tallies = held.length === evidence.length ? stored : foldEvidence(evidence, agreement);
      events += ids.length;
      if (ids.length > 0) sums.set(key, sumOf(tallies, byRule));
    }
  }
  if (events !== of.events) throw new Error(`${events} events are in the evidence, not ${of.events}`);
  return sums;
}

type Row = {
  readonly key: string;
  readonly tallies: PackedTallies;
  /** How many pieces of evidence the row holds. */
  readonly noted: number;
  readonly ids: readonly string[];
  readonly nths: readonly number[];
  readonly evidence: readonly ScorableEvent[];
};

const ROWS = `
  SELECT s.key, s.noted, s.body -> 'tallies' AS tallies, e.ids, e.nths, e.evidence FROM scoring.lead_score AS s,
    LATERAL (SELECT coalesce(array_agg(event_id ORDER BY md5(event_id)), '{}') AS ids,
        coalesce(array_agg(nth ORDER BY md5(event_id)), '{}') AS nths,
        coalesce(json_agg(body ORDER BY md5(event_id)), '[]') AS evidence
      FROM scoring.evidence WHERE lead = s.key) AS e
  WHERE s.key = ANY ($1)`;

type Rules = CompiledModel['engagement']['byRule'];

function sumOf(tallies: Tallies, byRule: Rules): DecayedSum {
  const rules = Object.entries(tallies.models['default'] ?? {});
  const atMs = rules.reduce((newest, [, { latestAt }]) => Math.max(newest, latestAt), -Infinity);
  let sum = 0;
  for (const [id, { buckets }] of rules) {
    const { base, decay } = byRule.get(id)!;
    for (const { kept } of buckets) for (const { at } of kept) sum += decay.left(base * FINER, atMs - at);
  }
  return { sum: sum / FINER / 100, atMs };
}

function idsByLead(of: Engagements): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (let n = 0; n < of.events; n++) {
    const lead = leadIdOf(leadAt(n, of));
    const mine = ids.get(lead);
    if (mine) mine.push(eventIdAt(n));
    else ids.set(lead, [eventIdAt(n)]);
  }
  return ids;
}
