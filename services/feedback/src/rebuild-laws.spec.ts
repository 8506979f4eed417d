import { describe, expect, test } from '@jest/globals';
import { leadQualified, leadRouted } from '@smarketing/contracts';
import type { CloudEvent } from '@smarketing/contracts';
import fc from 'fast-check';
import { newFeedbackLead } from './domain/feedback-lead.ts';
import type { FeedbackLead } from './domain/feedback-lead.ts';
import { forgotten } from './domain/forget.ts';
import { underAgreement } from './domain/under-agreement.ts';
import { FeedbackStory, inForceOf, naming } from './feedback-story.ts';
import { anyHistory } from './scene/any-history.ts';
import { reportColumns } from './store/report-columns.ts';

const NOW = '2026-03-20T09:00:00Z';
const older = inForceOf(naming('moon_seen'), 1);
const newer = inForceOf(
  (document) => ({
    ...naming('sun_seen')(document),
    personas: document.personas.map((persona) => ({ ...persona, id: `${persona.id} again` })),
  }),
  2,
);

/** What is derived, by the version in force; of cycles without how sales ended them, which is decided here. */
function factsOf(lead: FeedbackLead) {
  const facts = { ...underAgreement(lead, newer.agreement), ...decisionsOf(newFeedbackLead()) };
  const cycles = facts.cycles.flatMap(({ ended: _ended, recycledAtMs: _recycledAtMs, ...told }) => {
    const { cycleId: _cycleId, ...parts } = told;
    const isTold = Object.values(parts).some((part) => (Array.isArray(part) ? part.length > 0 : part !== null));
    return isTold ? [told] : [];
  });
  const columns = Object.fromEntries(Object.entries(reportColumns).map(([name, { of }]) => [name, of(facts)]));
  return { ...facts, columns, cycles: cycles.toSorted((a, b) => (a.cycleId < b.cycleId ? -1 : 1)) };
}

/** What was decided here. */
function decisionsOf({
  version,
  enrolment,
  lastExit,
  disqualifiedAtMs,
  suppressedAtMs,
  mailsAtMs,
  ...lead
}: FeedbackLead) {
  const { armedForMs, postponed } = lead;
  return { version, enrolment, lastExit, disqualifiedAtMs, suppressedAtMs, mailsAtMs, armedForMs, postponed };
}

type Step = { readonly event: CloudEvent; readonly how: 'live' | 'retold'; readonly under: typeof newer };

const steps = (events: readonly CloudEvent[], how: Step['how']): fc.Arbitrary<Step[]> =>
  fc
    .shuffledSubarray([...events], { minLength: events.length })
    .chain((order) =>
      fc.tuple(
        ...order.map((event) =>
          fc.record({ event: fc.constant(event), how: fc.constant(how), under: fc.constantFrom(older, newer) }),
        ),
      ),
    );

/**
 * A history of which a part came before a replay, in any order. Then all of that is told again, and of the rest whatever its
 * producers have said by then; meanwhile and afterwards the rest comes, each event once.
 */
const replayed = anyHistory(FeedbackStory.leadId).chain((events) =>
  fc.nat({ max: events.length }).chain((before) =>
    fc
      .record({
        early: steps(events.slice(0, before), 'live'),
        late: steps(events.slice(before), 'live'),
        again: steps(events.slice(0, before), 'retold'),
        ahead: fc.subarray(events).chain((some) => steps(some, 'retold')),
      })
      .chain(({ early, late, again, ahead }) => {
        const rest = [...again, ...ahead, ...late];
        return fc.record({
          events: fc.constant(events),
          early: fc.constant(early),
          rest: fc.shuffledSubarray(rest, { minLength: rest.length }),
        });
      }),
  ),
);

function play(story: FeedbackStory, some: readonly Step[]): FeedbackStory {
  for (const { event, how, under } of some) {
    story.inForce = under;
    if (how === 'live') story.hear(event);
    else story.retold(event);
  }
  return story;
}

const inOrder = (events: readonly CloudEvent[]): FeedbackStory => {
  const story = new FeedbackStory(NOW, newer);
  for (const event of events) story.hear(event);
  return story;
};

describe('the facts of a lead', () => {
  test('are the same after a replay, in whatever order and however often they are told, and nothing is said meanwhile', () => {
    fc.assert(
      fc.property(anyHistory(FeedbackStory.leadId), replayed, (rubbish, { events, early, rest }) => {
        const story = inOrder(rubbish);
        play(story, early).forget().said = [];
        play(story, rest);
        expect(factsOf(story.lead)).toEqual(factsOf(inOrder(events).lead));
        expect(story.said).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('leave what was decided as it is, when they are forgotten and when they are told again', () => {
    fc.assert(
      fc.property(replayed, ({ early, rest }) => {
        const story = play(new FeedbackStory(NOW), early);
        const before = story.lead;
        story.forget();
        play(
          story,
          rest.filter(({ how }) => how === 'retold'),
        );
        expect(decisionsOf(story.lead)).toEqual(decisionsOf(before));
        const ends = ({ cycles }: FeedbackLead) =>
          cycles.flatMap(({ cycleId, ended, recycledAtMs }) =>
            ended?.outcome === 'superseded' || (ended === null && recycledAtMs === null)
              ? []
              : [{ cycleId, ended, recycledAtMs }],
          );
        expect(new Set(ends(story.lead))).toEqual(new Set(ends(before)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('tell which cycles are open, in whatever order cycles are heard of', () => {
    const history = anyHistory(FeedbackStory.leadId, [leadQualified, leadRouted]);
    const shuffled = history.chain((events) =>
      fc.record({ events: fc.constant(events), order: fc.shuffledSubarray(events, { minLength: events.length }) }),
    );
    fc.assert(
      fc.property(shuffled, ({ events, order }) => {
        expect(inOrder(order).lead.cycles).toEqual(inOrder(events).lead.cycles);
      }),
      { numRuns: 1_000 },
    );
  });
});

test('a replay that nothing new falls into leaves the whole lead as it was', () => {
  fc.assert(
    fc.property(anyHistory(FeedbackStory.leadId), (events) => {
      const story = inOrder(events);
      const before = story.lead;
      story.said = [];
      story.forget();
      for (const event of events) story.retold(event);
      expect(story.rebuilt().said).toEqual([]);
      expect(underAgreement(story.lead, newer.agreement)).toEqual(underAgreement(before, newer.agreement));
    }),
    { numRuns: 1_000 },
  );
});

test('nothing is left of a lead that is forgotten but what was decided', () => {
  fc.assert(
    fc.property(anyHistory(FeedbackStory.leadId), (events) => {
      expect(factsOf(forgotten(inOrder(events).lead))).toEqual(factsOf(newFeedbackLead()));
    }),
    { numRuns: 1_000 },
  );
});
