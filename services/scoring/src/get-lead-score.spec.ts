import { beforeEach, describe, expect, it } from '@jest/globals';
import { defaultAgreement, hostTimeZone, resolveTimeZones } from '@smarketing/agreement';
import { agreementActivated, contactContributed, type JsonValue } from '@smarketing/contracts';
import type { Tx } from '@smarketing/messaging';
import { Broadcasts, Clock, InForceEnvironment, Problem, type Broadcast } from '@smarketing/service-kit';
import { newAccountScore } from './domain/account/account-score.ts';
import { takeContribution } from './domain/account/take-contribution.ts';
import { GetLeadScoreController, scoreQuery } from './get-lead-score.controller.ts';
import { LiveModel } from './prediction/live-model.ts';
import { LearnerHere } from './scene/learner-here.ts';
import { MemoryConversionModels } from './store/memory-conversion-models.ts';
import { ScoringStory } from './scoring-story.ts';

const DAY_MS = 86_400_000;
const START = '2026-03-02T10:00:00.000Z';
const after = (days: number): string => new Date(Date.parse(START) + days * DAY_MS).toISOString();

class FixedBroadcasts extends Broadcasts {
  readonly versions: readonly JsonValue[];

  constructor(versions: readonly JsonValue[]) {
    super();
    this.versions = versions;
  }

  async load(): Promise<Map<string, Broadcast>> {
    return new Map();
  }

  async save(_states: ReadonlyMap<string, Broadcast>, _tx: Tx): Promise<void> {}

  async revision(): Promise<number> {
    return 1;
  }

  async all() {
    return this.versions.map((body, index) => ({ key: `agreement/${index}`, kind: 'agreement' as const, body }));
  }
}

class FixedClock extends Clock {
  readonly #at: string;

  constructor(at: string) {
    super();
    this.#at = at;
  }

  now(): number {
    return Date.parse(this.#at);
  }
}

function activated(version: number, effectiveFrom: string, half: number): JsonValue {
  const document = resolveTimeZones(defaultAgreement, hostTimeZone());
  const groups = document.engagement.groups.map((group) => ({ ...group, cap: group.cap * half }));
  const data = {
    version,
    effectiveFrom,
    signed: version > 0,
    document: { ...document, engagement: { ...document.engagement, groups } },
  };
  return agreementActivated.schema.parse(JSON.parse(JSON.stringify(data))) as unknown as JsonValue;
}

async function controllerAt(story: ScoringStory, at: string): Promise<GetLeadScoreController> {
  const clock = new FixedClock(at);
  // Half the caps from the tenth day on.
  const broadcasts = new FixedBroadcasts([activated(0, START, 1), activated(1, after(10), 0.5)]);
  const environment = new InForceEnvironment(broadcasts, clock);
  await environment.refresh();
  const models = new MemoryConversionModels(story.store.attempts);
  const learner = new LearnerHere();
  const live = new LiveModel({ models, learner, clock, logger: { log: () => {}, warn: () => {} } });
  return new GetLeadScoreController(story.store, story.accounts, environment, clock, live);
}

describe('GET /api/leads/:id/score', () => {
  let story: ScoringStory;

  beforeEach(async () => {
    story = await new ScoringStory(START).is();
    await story.did('content_downloaded', { asset: { id: 'guide' } });
    await story.until(after(1));
    await story.did('pricing_viewed');
    await story.until(after(2));
    await story.did('demo_requested');
  });

  it('sums exactly to the score, in hundredths, and says why in words', async () => {
    const answer = await (await controllerAt(story, after(3.3))).read('lead-1', {});
    const sum = answer.entries.reduce((total, { points }) => total + Math.round(points * 100), 0);
    expect(sum).toBe(Math.round(answer.score * 100));
    expect(answer).toMatchObject({
      ...{ leadId: 'lead-1', model: 'default', at: after(3.3), grade: 'A1', stage: 'deciding' },
      ...{ probability: null, probabilityReason: 'not enough outcomes yet', agreementVersion: 0, signed: false },
    });
    expect(answer.fit + answer.engagement).toBeCloseTo(answer.score, 10);
    expect(answer.intent.map(({ signal }) => signal)).toEqual(['demo', 'pricing-visit']);
    expect(answer.entries.find(({ rule }) => rule === 'demo-request')).toMatchObject({
      ...{ label: 'Asked for a demo', occurredAt: after(2), basePoints: 20, withheldByCap: 0, count: 1 },
    });
    expect(answer.words[0]).toMatch(/points \(A1\)/);
  });

  it('tells what was so at an instant in the past', async () => {
    const controller = await controllerAt(story, after(3));
    const { entries, intent } = await controller.read('lead-1', { at: after(1.5) });
    expect(entries.filter(({ eventId }) => eventId !== null).map(({ rule }) => rule)).toEqual(['download', 'pricing']);
    expect(intent.map(({ signal }) => signal)).toEqual(['pricing-visit']);
    const before = await controller.read('lead-1', { at: after(-1) });
    expect(before).toMatchObject({ engagement: 0, agreementVersion: 0 });
  });

  it('folds under the version in force at that instant, though the lead was not touched since', async () => {
    const controller = await controllerAt(story, after(12));
    const now = await controller.read('lead-1', {});
    expect(now).toMatchObject({ agreementVersion: 1, signed: true });
    expect(now.entries.find(({ rule }) => rule === 'demo-request')?.withheldByCap).toBeGreaterThan(0);
    expect(await controller.read('lead-1', { at: after(9) })).toMatchObject({ agreementVersion: 0 });
  });

  it('counts after a recycle only what is newer, and before it what counted then', async () => {
    await story.until(after(4));
    await story.recycled(await story.cycleId());
    const controller = await controllerAt(story, after(5));
    expect(await controller.read('lead-1', {})).toMatchObject({ engagement: 0, evidenceFrom: after(4) });
    expect((await controller.read('lead-1', { at: after(3) })).engagement).toBeGreaterThan(20);
  });

  it('tells how often the lead was contacted against the interest it showed, also for an instant in the past', async () => {
    await story.receive(story.touch({ kind: 'call', disposition: 'no answer' }), story.touch({ automated: true }));
    await story.receive(story.touch({ kind: 'call', disposition: 'planned' }));
    await story.did('email_delivered');
    const controller = await controllerAt(story, after(3));
    expect((await controller.read('lead-1', {})).pressure).toMatchObject({
      ...{ touches: 2, mails: 1, engagements: 3, level: 'light' },
      words: 'Was contacted 3 times in 30 days (2 touches, 1 mail) and showed interest 3 times',
    });
    expect((await controller.read('lead-1', { at: after(1.5) })).pressure).toMatchObject({
      touches: 0,
      engagements: 2,
    });
  });

  it('shows the company as it is now, and not for an instant in the past', async () => {
    const controller = await controllerAt(story, after(3));
    expect((await controller.read('lead-1', {})).account).toBeNull();
    const data = story.heard('contact.contributed').at(-1)?.data;
    const told = contactContributed.schema.parse(data);
    const account = takeContribution(newAccountScore(), told, { people: 0, withinMs: 0 });
    await story.knows('engines.test', account);
    expect((await controller.read('lead-1', {})).account).toMatchObject({
      ...{ domain: 'engines.test', people: 1, personas: ['Operations lead'], colleagues: [], scoredAt: after(3) },
      score: (await story.lead()).standings['default']!.score / 100,
    });
    expect((await controller.read('lead-1', { at: after(3) })).account).toBeNull();
  });

  it('knows no other leads and no other models', async () => {
    const controller = await controllerAt(story, after(3));
    await expect(controller.read('nobody', {})).rejects.toMatchObject({ status: 404, code: 'lead-not-found' });
    await expect(controller.read('lead-1', { model: 'other' })).rejects.toBeInstanceOf(Problem);
  });

  it('takes an instant with its offset, and nothing else', () => {
    expect(scoreQuery.safeParse({ at: '2026-03-02T10:00:00+01:00', model: 'default' }).success).toBe(true);
    expect(scoreQuery.safeParse({ at: 'yesterday' }).success).toBe(false);
  });
});
