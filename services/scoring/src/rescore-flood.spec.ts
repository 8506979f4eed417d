import { afterEach, describe, expect, it } from '@jest/globals';
import { leadQualified, leadScored, type CloudEvent } from '@smarketing/contracts';
import { foldEvidence, type ScorableEvent } from '@smarketing/agreement';
import {
  Environment,
  LaneRunner,
  MemoryEventLog,
  MemoryLaneDatabase,
  silentObserver,
  topicSpecs,
} from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { eventually } from '@smarketing/testing';
import { newLeadAtHand, type LeadAtHand } from './domain/lead-score.ts';
import { GOOD_PROFILE, inForceOf } from './scoring-story.ts';
import { scoring } from './service.ts';
import { AccountScores } from './store/account-scores.ts';
import { LeadScores } from './store/lead-scores.ts';
import { MemoryAccountScores } from './store/memory-account-scores.ts';
import { MemoryLeadScores } from './store/memory-lead-scores.ts';
import { MemoryRulesDays } from './store/memory-rules-days.ts';
import { RulesDays } from './store/rules-days.ts';

const NOW_MS = Date.parse('2026-03-02T10:00:00.000Z');
const HOUR_MS = 3_600_000;
const LEADS = 1_000;

const strict = inForceOf(({ qualification }) => ({ qualification: { ...qualification, rules: [] } }));
const shipped = inForceOf(undefined, { version: 1 });

class TwoVersions extends Environment<InForce> {
  newest = 0;
  newestDue(): number {
    return this.newest;
  }
  under(version: number): InForce | undefined {
    return [strict, shipped].find(({ agreementVersion }) => agreementVersion === version);
  }
  async refresh(): Promise<void> {}
}

/** Looked at the prices and started a trial the day before: P1 under the rules that the product ships with. */
function interested(leadId: string): LeadAtHand {
  const evidence = [20, 30, 31].map((hours, n): ScorableEvent => {
    const atMs = NOW_MS - hours * HOUR_MS;
    const id = `${leadId}-${n}`;
    const type = n < 2 ? 'pricing_viewed' : 'trial_started';
    return { id, type, occurredAt: atMs, receivedAt: atMs, source: 'website', properties: {} };
  });
  const lead = newLeadAtHand();
  return {
    ...lead,
    profile: { version: 1, fields: GOOD_PROFILE },
    heard: { profile: 1, consent: -1, objected: false },
    tallies: foldEvidence(evidence, strict.agreement),
    atHand: { ...lead.atHand, added: evidence.map((event) => ({ event, weighed: true })) },
  };
}

describe('a change of the rules alone', () => {
  let runner: LaneRunner;
  afterEach(() => runner?.stop());

  it('brings sales no more of a thousand leads that it would qualify than the daily caps allow', async () => {
    const database = new MemoryLaneDatabase();
    const log = new MemoryEventLog();
    await log.ensureTopics(topicSpecs());
    const environment = new TwoVersions();
    const leads = new MemoryLeadScores(database.transaction.bind(database), () => environment.newest);
    const stores = new Map<unknown, unknown>([
      [LeadScores, leads],
      [RulesDays, new MemoryRulesDays()],
      [AccountScores, new MemoryAccountScores(database.transaction.bind(database))],
    ]);
    const ids = Array.from({ length: LEADS }, (_, n) => `lead-${n}`);
    await database.transaction((tx) => leads.save(new Map(ids.map((id) => [id, interested(id)])), tx));
    runner = new LaneRunner({
      service: 'scoring',
      reactors: scoring.reactors,
      log,
      database,
      environment,
      // What is broadcast comes by the environment here: the stores of that are told of lanes, and asked nothing.
      resolve: (token) => (stores.get(token) ?? {}) as never,
      now: () => NOW_MS,
      observer: silentObserver,
      hasInbox: false,
    });
    environment.newest = 1;
    await runner.start();
    await eventually(() => expect([runner.status().lanes, runner.sweeps()]).toEqual([24, []]), { withinMs: 60_000 });
    const events: CloudEvent<Record<string, unknown>>[] = [];
    for (let lane = 0; lane < 24; lane++) {
      const records = await log.read(leadScored.topic, lane, 0, 10_000);
      for (const { value } of records) {
        const parsed = JSON.parse(value) as CloudEvent<Record<string, unknown>> | CloudEvent<Record<string, unknown>>[];
        events.push(...(Array.isArray(parsed) ? parsed : [parsed]));
      }
    }
    const qualified = events.filter(({ type }) => type === leadQualified.type);
    const held = events.filter(({ type, data }) => type === leadScored.type && data['outcome'] === 'held');
    expect(qualified).toHaveLength(shipped.agreement.document.routing.pools[0]!.dailyCap);
    expect(held).toHaveLength(LEADS - qualified.length);
    expect(new Set(held.map(({ data }) => data['because']))).toEqual(new Set(['daily-caps']));
    expect(new Set([...qualified, ...held].map(({ subject }) => subject)).size).toBe(LEADS);
  });
});
