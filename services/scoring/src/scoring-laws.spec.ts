import { describe, expect, it } from '@jest/globals';
import { foldEvidence, scoreModels, type AgreementDocument } from '@smarketing/agreement';
import type { CloudEvent, JsonValue } from '@smarketing/contracts';
import fc from 'fast-check';
import { evidenceOf } from './domain/evidence-of.ts';
import { withRobotsMarked } from './domain/mail-robots.ts';
import { ScoringStory, inForceOf } from './scoring-story.ts';

const START = Date.parse('2026-03-02T10:00:00.000Z');
const DAY_MS = 86_400_000;
const NOW = new Date(START + 60 * DAY_MS).toISOString();

/** With a rule of repetition, the one kind that a late event makes doubtful. */
const withRepetition = ({ engagement }: AgreementDocument): Partial<AgreementDocument> => ({
  engagement: {
    ...engagement,
    groups: [
      ...engagement.groups,
      {
        id: 'repetition',
        label: 'Repetition',
        cap: 15,
        decay: { halfLifeDays: 7 },
        rules: [
          {
            id: 'thrice',
            label: 'Three clicks',
            event: 'email_clicked',
            points: 5,
            within: { times: 3, days: 10 },
            occurrences: { max: 2, per: 'week' },
          },
        ],
      },
    ],
  },
});
const inForce = inForceOf(withRepetition);

type Deed = { type: string; at: number; asset: string | undefined; id: string; mail: Record<string, JsonValue> };

const deed: fc.Arbitrary<Deed> = fc.record({
  type: fc.constantFrom(
    'email_clicked',
    'email_clicked',
    'email_delivered',
    'pricing_viewed',
    'content_downloaded',
    'page_viewed',
    'trial_started',
  ),
  // What belongs to one mail happens within some seconds, or long apart.
  mail: fc.oneof(
    fc.constant({}),
    fc.record({
      messageId: fc.constantFrom('m1', 'm2'),
      link: fc.constantFrom('a', 'b', 'c'),
      hiddenLink: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
  ),
  at: fc
    .tuple(fc.integer({ min: 0, max: 59 * 4 }), fc.integer({ min: 0, max: 12 }))
    .map(([quarters, seconds]) => START + quarters * 6 * 3_600_000 + seconds * 1_000),
  asset: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  id: fc.uuid(),
});

const profiles: readonly Record<string, JsonValue>[] = [{ headcount: 20 }, { headcount: 200, industry: 'software' }];

function toEvents(story: ScoringStory, deeds: readonly Deed[]): CloudEvent[] {
  const engagements = deeds.map(({ type, at, asset, id, mail }) =>
    story.engagement(type, {
      eventId: id,
      occurredAt: new Date(at).toISOString(),
      properties: type === 'page_viewed' ? { path: '/careers', ...mail } : mail,
      ...(asset === undefined ? {} : { asset: { id: asset } }),
    }),
  );
  return [...engagements, ...profiles.map((profile, index) => story.profile(index + 1, profile))];
}

describe('the laws of scoring', () => {
  it('ends with the fold of the evidence, whatever the order, the batches and the repetitions', async () => {
    const shuffled = fc.array(deed, { maxLength: 25 }).chain((deeds) =>
      fc.record({
        deeds: fc.constant(deeds),
        order: fc.shuffledSubarray([...Array(deeds.length + 2).keys(), ...Array(Math.min(5, deeds.length)).keys()], {
          minLength: deeds.length + 2 + Math.min(5, deeds.length),
        }),
        batch: fc.integer({ min: 1, max: 6 }),
      }),
    );
    let robots = 0;
    await fc.assert(
      fc.asyncProperty(shuffled, async ({ deeds, order, batch }) => {
        const story = new ScoringStory(NOW, inForce);
        const events = toEvents(story, deeds);
        const arriving = order.map((index) => events[index] as CloudEvent);
        for (let from = 0; from < arriving.length; from += batch) {
          await story.receive(...arriving.slice(from, from + batch));
        }
        if ((await story.lead()).pending !== null) await story.fire();

        const lead = await story.lead();
        const { agreement, content } = inForce;
        const nowMs = Date.parse(NOW);
        const evidence = events.slice(0, deeds.length).map(({ data }) => evidenceOf(data as never, content, nowMs));
        const judged = withRobotsMarked(evidence);
        robots += judged.filter(({ machine }) => machine === true).length;
        const folded = foldEvidence(judged, agreement);
        expect(JSON.stringify(lead.tallies)).toBe(JSON.stringify(folded));
        expect(await story.store.evidence(ScoringStory.leadId, nowMs)).toHaveLength(deeds.length);
        expect(scoreModels(lead.tallies, lead.profile.fields, agreement, nowMs)).toEqual(
          scoreModels(folded, profiles[1] ?? {}, agreement, nowMs),
        );
      }),
      { numRuns: 300 },
    );
    expect(robots).toBeGreaterThan(50);
  });

  it('tells the same story in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 30 }), fc.infiniteStream(fc.nat()), async (deeds, random) => {
        const forwards = new ScoringStory(NOW, inForce);
        const shuffled = new ScoringStory(NOW, inForce);
        const events = toEvents(forwards, deeds).slice(0, deeds.length);
        const keyed = events.map((event) => ({ event, key: random.next().value ?? 0 }));
        await forwards.receive(...events);
        await shuffled.receive(...keyed.sort((a, b) => a.key - b.key).map(({ event }) => event));
        // Who was found to be a robot by what came later is left out of the story when the lead is folded anew.
        for (const story of [forwards, shuffled]) if ((await story.lead()).pending !== null) await story.fire();
        const { content, needs, firstSource } = await forwards.lead();
        expect(await shuffled.lead()).toMatchObject({ content, needs, firstSource });
      }),
      { numRuns: 50 },
    );
  });
});
