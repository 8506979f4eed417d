import { describe, expect, it } from '@jest/globals';
import { foldEvidence, type AgreementDocument, type ScorableEvent } from '@smarketing/agreement';
import { consentChanged, touchLogged, type CloudEvent } from '@smarketing/contracts';
import type { CatalogueItem } from '@smarketing/service-kit';
import fc from 'fast-check';
import { unknown } from './domain/prediction/predict.ts';
import { explainLead } from './domain/explain-lead.ts';
import { forgotten } from './domain/forget.ts';
import { newLeadAtHand, newLeadScore, type LeadScore, type Standing } from './domain/lead-score.ts';
import { withRobotsMarked } from './domain/mail-robots.ts';
import { withCurrentTallies } from './domain/take-evidence.ts';
import { GOOD_PROFILE, ScoringStory, inForceOf, type Told } from './scoring-story.ts';

const START = '2026-03-02T10:00:00.000Z';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** With a rule of repetition, the one kind that a late event makes doubtful; and with nothing that keeps a digit. */
const rules = ({ engagement }: AgreementDocument): Partial<AgreementDocument> => {
  const within = { times: 3, days: 10 };
  const thrice = { id: 'thrice', label: 'Thrice', event: 'email_clicked', points: 5, within };
  const group = { id: 'again', label: 'Again', cap: 15, decay: { halfLifeDays: 7 }, rules: [thrice] };
  return { engagement: { ...engagement, hysteresis: 0, groups: [...engagement.groups, group] } };
};
const catalogued = (topic: string): CatalogueItem[] =>
  ['a', 'b'].map((id) => ({ id, revision: 1, title: `${id} on ${topic}`, topic, stage: 'deciding' }));
const inForce = inForceOf(rules, { content: catalogued('engines') });
/** The same agreement after marketing has thought again about its content. */
const sinceThen = inForceOf(rules, { content: [] });

type Act = (story: ScoringStory) => Promise<CloudEvent>;

const deed: fc.Arbitrary<Act> = fc
  .record({
    type: fc.constantFrom(
      ...['email_clicked', 'email_clicked', 'email_delivered', 'pricing_viewed', 'content_downloaded'],
      'demo_requested',
    ),
    mail: fc.constantFrom('m1', 'm2', undefined),
    hiddenLink: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    id: fc.nat({ max: 30 }),
    daysAgo: fc.nat({ max: 12 }),
    asset: fc.constantFrom('a', 'b', 'c', undefined),
    need: fc.constantFrom('speed', 'price', undefined),
    ahead: fc.constantFrom(0, 0, HOUR_MS),
    toldVersion: fc.nat({ max: 2 }),
    machine: fc.constantFrom(false, false, false, true),
  })
  .map(({ type, id, daysAgo, asset, need, ahead, toldVersion, machine, mail, hiddenLink }) => async (story) => {
    const nowMs = Date.parse(story.now);
    const ofMail = mail === undefined ? {} : { messageId: mail, link: `link-${id}`, hiddenLink };
    return story.engagement(type, {
      ...{ eventId: `e-${id}`, toldVersion, properties: need === undefined ? ofMail : { ...ofMail, need } },
      occurredAt: new Date(nowMs - daysAgo * DAY_MS).toISOString(),
      receivedAt: new Date(nowMs + ahead).toISOString(),
      ...(asset === undefined ? {} : { asset: { id: asset } }),
      ...(machine ? { machine } : {}),
    });
  });

const touch: fc.Arbitrary<Act> = fc
  .record({ id: fc.nat({ max: 60 }), daysAgo: fc.nat({ max: 40 }), planned: fc.boolean() })
  .map(
    ({ id, daysAgo, planned }) =>
      async (story) =>
        story.touch({
          eventId: `t-${id}`,
          occurredAt: story.ago(daysAgo * DAY_MS),
          ...(planned ? { kind: 'call', disposition: 'planned' } : {}),
        }),
  );

const snapshot: fc.Arbitrary<Act> = fc
  .record({ version: fc.nat({ max: 4 }), isConsent: fc.boolean(), good: fc.boolean(), granted: fc.boolean() })
  .map(({ version, isConsent, good, granted }) => async (story) => {
    if (!isConsent) return story.profile(version, good ? GOOD_PROFILE : { headcount: version });
    const at = new Date(Date.parse(START) + version).toISOString();
    const consent = [{ channel: 'any' as const, purpose: 'profiling' as const, granted, at }];
    return story.event(consentChanged, { version, consent });
  });

/** What was said of the lead by others than the lead itself; it is not told again. */
const statement = fc.constantFrom('recycled', 'won', 'opened', 'rejected', 'nominated', 'signalled');

const sameOf = <T>(all: readonly T[], keyOf: (item: T) => string): T[] => [
  ...new Map(all.map((item) => [keyOf(item), item])).values(),
];

/** An id, or a version of a snapshot, means one thing: what would be something else under the same name is left out. */
const nameOf = ({ type, data }: CloudEvent): string => {
  const { eventId, version } = data as { eventId?: string; version?: number };
  return `${type} ${eventId ?? version}`;
};

async function state(story: ScoringStory, does: string): Promise<void> {
  const cycleId = await story.cycleId();
  if (does === 'recycled') await story.recycled(cycleId);
  else if (does === 'rejected') await story.answered(cycleId, 'rejected', 'budget');
  else if (does === 'nominated') await story.nominated();
  else if (does === 'signalled') await story.receive(story.signal(Date.parse(story.now), HOUR_MS, 2 * DAY_MS));
  else await story.deal(does as 'won' | 'opened');
}

const inBatches = (told: readonly Told[], size: number): Told[][] =>
  Array.from({ length: Math.ceil(told.length / size) }, (_, n) => told.slice(n * size, (n + 1) * size));

const shuffle = <T>(items: readonly T[], seed: readonly number[]): T[] =>
  items
    .map((item, index) => ({ item, rank: seed[index % seed.length]! * 31 + ((index * 7_919) % 1_009) }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);

async function explained(story: ScoringStory, atMs: number) {
  const { agreement } = inForce;
  const evidence = await story.store.evidence(ScoringStory.leadId, atMs);
  const asked = { leadId: ScoringStory.leadId, atMs };
  const prediction = unknown('not asked', '');
  const answer = explainLead(await story.lead(), evidence, asked, { agreement, signed: false }, prediction);
  return answer && { score: answer.score, entries: answer.entries, intent: answer.intent, stage: answer.stage };
}

/** What was known of the person when, as previews see it; nobody is seen who did nothing. */
async function profilesOf({ store }: ScoringStory) {
  const span = { fromMs: 0, untilMs: Date.parse('2030-01-01T00:00:00Z') };
  const found = [];
  for await (const page of store.glances({ span, sinceMs: 0, signalsSinceMs: 0, types: null })) {
    found.push(...page.map(({ profiles, notedFromMs }) => ({ profiles, notedFromMs })));
  }
  return found;
}

function derivedOf(lead: LeadScore) {
  const { profile, consent, tallies, content, needs, firstSource, lastCampaign, toldVersion, pressure } = lead;
  return { profile, consent, tallies, content, needs, firstSource, lastCampaign, toldVersion, pressure };
}

const seed = fc.array(fc.nat({ max: 100 }), { minLength: 40, maxLength: 40 });

describe('a replay', () => {
  it('that nothing new falls into leaves everything as it was, and says nothing', async () => {
    const life = fc.array(
      fc.oneof(
        fc.record({ days: fc.nat({ max: 3 }), act: fc.oneof(deed, deed, snapshot, touch) }),
        fc.record({ days: fc.nat({ max: 3 }), does: statement }),
      ),
      { maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(life, seed, fc.integer({ min: 1, max: 6 }), async (steps, random, size) => {
        const story = new ScoringStory(START, inForce);
        const heard: CloudEvent[] = [];
        for (const step of steps) {
          await story.until(new Date(Date.parse(story.now) + step.days * DAY_MS).toISOString());
          if ('does' in step) {
            await state(story, step.does);
            continue;
          }
          const event = await step.act(story);
          if (heard.some((each) => nameOf(each) === nameOf(event))) continue;
          heard.push(event);
          await story.receive(event);
        }
        await story.until(story.now);
        const [lead, { timerMs }] = [await story.lead(), story];
        const evidence = await story.store.evidence(ScoringStory.leadId, Infinity);
        const profiles = await profilesOf(story);
        story.said.length = 0;
        story.inForce = sinceThen;

        await story.forget();
        expect(await story.store.evidence(ScoringStory.leadId, Infinity)).toEqual([]);
        const again = [...heard, ...heard.slice(0, 5)].map((event): Told => ({ event, how: 'retold' }));
        for (const batch of inBatches(shuffle(again, random), size)) await story.batch(batch);
        await story.rebuilt();

        expect(story.said).toEqual([]);
        expect(await story.store.evidence(ScoringStory.leadId, Infinity)).toEqual(evidence);
        expect(await profilesOf(story)).toEqual(profiles);
        const after = { ...(await story.lead()), generation: lead.generation };
        // A touch says nothing of what a lead is worth, and has nothing folded.
        const isFolded = heard.some(({ type }) => type !== touchLogged.type);
        const isCurrent = isFolded && lead.tallies.version === 0 && !lead.tallies.rebuild;
        expect(isCurrent ? after : refolded(after, evidence)).toEqual(isCurrent ? lead : refolded(lead, evidence));
        expect(story.timerMs).toBe(timerMs);
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  it('ends with the same evidence, tallies and explanations in whatever order old and new come, and says no more than without it', async () => {
    const acts = fc.array(fc.oneof(deed, deed, snapshot, touch), { maxLength: 16 });
    const setting = fc.record({
      ...{ acts, seed, size: fc.integer({ min: 1, max: 6 }), early: fc.nat({ max: 100 }), ahead: fc.nat({ max: 100 }) },
      late: fc.nat({ max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(setting, async ({ acts: some, seed: random, size, early, ahead, late }) => {
        const [story, control] = [new ScoringStory(START, inForce), new ScoringStory(START, inForce)];
        const drawn: CloudEvent[] = [];
        for (const act of some) drawn.push(await act(story));
        const events = sameOf(drawn, nameOf);
        const before = events.slice(0, Math.floor((events.length * early) / 101));
        const after = events.slice(before.length);
        // Its producers have said more by the time they tell it again than has come here, or comes during the rebuild.
        const during = after.slice(0, Math.round((after.length * late) / 100));
        for (const event of before) {
          await story.receive(event);
          await control.receive(event);
        }
        await story.until(story.now);
        await control.until(control.now);
        const standingsBefore = (await story.lead()).standings;
        story.said.length = 0;
        control.said.length = 0;

        await story.forget();
        const told = [
          ...before.map((event): Told => ({ event, how: 'retold' })),
          ...after.slice(0, Math.round((after.length * ahead) / 100)).map((event): Told => ({ event, how: 'retold' })),
          ...during.map((event): Told => ({ event, how: 'live' })),
        ];
        const order = shuffle(told, random);
        for (const batch of inBatches(order, size)) await story.batch(batch);
        expect(story.said).toEqual([]);
        await story.rebuilt();
        for (const { event } of order.filter(({ how }) => how === 'live')) await control.receive(event);
        await control.until(control.now);
        for (const event of after.slice(during.length)) {
          await story.receive(event);
          await control.receive(event);
        }
        await story.until(story.now);
        await control.until(control.now);

        const [lead, other] = [await story.lead(), await control.lead()];
        const nowMs = Date.parse(START);
        const evidence = await control.store.evidence(ScoringStory.leadId, Infinity);
        expect(await story.store.evidence(ScoringStory.leadId, Infinity)).toEqual(evidence);
        expect(derivedOf(refolded(lead, evidence))).toEqual(derivedOf(refolded(other, evidence)));
        // Where the lead was ever weighed, the tallies are current as they are stored.
        const isCurrent = other.tallies.version === 0 && !other.tallies.rebuild;
        if (lead.pending === null && isCurrent) expect(lead.tallies).toEqual(other.tallies);
        for (const atMs of [nowMs - 5 * DAY_MS, nowMs, nowMs + 20 * DAY_MS]) {
          expect(await explained(story, atMs)).toEqual(await explained(control, atMs));
        }

        expect(lead.pending).toBe(other.pending);
        expect(story.heard('lead.qualified').length).toBeLessThanOrEqual(control.heard('lead.qualified').length);
        // Who still waits to be known was perhaps judged in the meantime, where nothing had to wait for a rebuild.
        if (lead.pending === null && lead.cyclesSoFar === other.cyclesSoFar) {
          expect(seenOf(lead)).toEqual(seenOf(other));
        }
        // Only changes are told.
        const last = new Map(Object.entries(standingsBefore).map(([model, standing]) => [model, wordsOf(standing)]));
        for (const { data } of story.heard('lead.scored')) {
          const model = data['model'] as string;
          expect(wordsOf(data as Words)).not.toBe(last.get(model));
          last.set(model, wordsOf(data as Words));
        }
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);
});

it('forgets everything that is derived and nothing else', async () => {
  const story = await new ScoringStory(START, inForce).is();
  await story.did('demo_requested', { asset: { id: 'a' }, properties: { need: 'speed' }, campaign: { source: 'ads' } });
  await story.receive(story.touch(), story.signal(1, HOUR_MS));
  await story.recycled(await story.cycleId());
  const lead = await story.lead();
  const after = forgotten(lead);
  expect(derivedOf(after)).toEqual(derivedOf(newLeadScore()));
  // The store counts anew what is told again.
  expect({ ...after, ...derivedOf(lead), noted: lead.noted, generation: 0 }).toEqual(lead);
});

type Words = Pick<Standing, 'grade' | 'outcome' | 'stage' | 'because'>;
const wordsOf = ({ grade, outcome, stage, because }: Words): string => [grade, outcome, stage, because].join(' ');

const seenOf = ({ standings }: LeadScore) =>
  Object.entries(standings).map(([model, { grade, digit, outcome, stage }]) => ({
    model,
    grade,
    digit,
    outcome,
    stage,
  }));

/** Tallies and the story are a cache: leads of whom nothing waits may keep an older one until they are looked at. */
function refolded(lead: LeadScore, evidence: readonly ScorableEvent[]): LeadScore {
  const atHand = { ...newLeadAtHand().atHand, evidence: () => evidence };
  const doubtful = { ...lead, tallies: { ...lead.tallies, rebuild: true }, atHand };
  const { atHand: _atHand, ...folded } = withCurrentTallies(doubtful, inForce.agreement)!;
  expect(folded.tallies).toEqual(foldEvidence(withRobotsMarked(evidence), inForce.agreement));
  return folded;
}
