import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SlaStory, inForceOf } from './sla-story.ts';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-25T09:00:00Z');
/** P1: two hours, within the Wednesday. */
const DUE = START + 120 * MINUTE_MS;
const LONG_AFTER = START + 2 * 24 * 60 * MINUTE_MS;

const rerouting = inForceOf(({ sla }) => ({
  sla: { ...sla, priorities: { ...sla.priorities, P1: { ...sla.priorities.P1, rerouteAt: 2 } } },
}));

type Told = { readonly id: string; readonly occurredMs: number; readonly toldMs: number; readonly automated: boolean };

const minutes = (max: number) => fc.integer({ min: 0, max }).map((n) => n * MINUTE_MS);
const touches: fc.Arbitrary<readonly Told[]> = fc
  .array(fc.record({ after: minutes(400), delay: minutes(600), automated: fc.boolean() }), { maxLength: 6 })
  .map((list) =>
    list.map(({ after, delay, automated }, index) => ({
      id: `touch-${index}`,
      occurredMs: START + after,
      toldMs: START + after + delay,
      automated,
    })),
  );
/** After the first of these instants and up to the second no timer fires. */
const stall = fc
  .tuple(minutes(500), minutes(500))
  .map(([from, long]) => ({ fromMs: START + from, toMs: START + from + long }));

function live(told: readonly Told[], stalled: { fromMs: number; toMs: number }): SlaStory {
  const story = new SlaStory(new Date(START).toISOString(), rerouting).routed({ priority: 'P1' });
  const pass = (toMs: number): void => {
    story.until(Math.min(toMs, stalled.fromMs));
    if (toMs > stalled.toMs) story.until(toMs);
    else story.stalledUntil(toMs);
  };
  for (const { id, occurredMs, toldMs, automated } of told.toSorted((a, b) => a.toldMs - b.toldMs)) {
    pass(toldMs);
    story.touch({ eventId: id, occurredAt: new Date(occurredMs).toISOString(), automated });
  }
  pass(LONG_AFTER);
  return story;
}

function ofFirstTouch(story: SlaStory, type: string) {
  return story.heard(type).filter(({ data }) => data['kind'] === 'first-touch');
}

function firstGenuine(told: readonly Told[]): number | undefined {
  return told
    .filter(({ automated }) => !automated)
    .map(({ occurredMs }) => occurredMs)
    .toSorted((a, b) => a - b)[0];
}

describe('whatever is told, in whatever order, however the timer is held up', () => {
  test('each reminder, the breach, each escalation and the withdrawal are said at most once', () => {
    fc.assert(
      fc.property(touches, stall, (told, stalled) => {
        const story = live(told, stalled);
        const said = ['reminder.due', 'sla.breached', 'sla.escalated', 'breach.withdrawn'].flatMap((type) =>
          ofFirstTouch(story, type).map(({ data }) => [type, data['fraction'], data['level']].join()),
        );
        expect(new Set(said).size).toBe(said.length);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('in the end a breach stands exactly when the first genuine touch lay after the due instant', () => {
    fc.assert(
      fc.property(touches, stall, (told, stalled) => {
        const story = live(told, stalled);
        const first = firstGenuine(told);
        const stands = ofFirstTouch(story, 'sla.breached').length - ofFirstTouch(story, 'breach.withdrawn').length;
        expect(stands).toBe(first !== undefined && first <= DUE ? 0 : 1);
        const met = ofFirstTouch(story, 'clock.met').at(-1)?.data;
        expect(met?.['metAt']).toBe(first === undefined ? undefined : new Date(first).toISOString());
        expect(met?.['inTime']).toBe(first === undefined ? undefined : first <= DUE);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('no breach is said when a touch before the due instant was told before the timer', () => {
    fc.assert(
      fc.property(touches, stall, (told, stalled) => {
        // A timer due at the instant at which the stall begins has still fired.
        const firesMs = stalled.fromMs < DUE && DUE < stalled.toMs ? stalled.toMs : DUE;
        fc.pre(told.some(({ occurredMs, toldMs, automated }) => !automated && occurredMs <= DUE && toldMs < firesMs));
        expect(ofFirstTouch(live(told, stalled), 'sla.breached')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('nobody loses a lead after a touch was told', () => {
    fc.assert(
      fc.property(touches, stall, (told, stalled) => {
        const story = live(told, stalled);
        const [taken] = ofFirstTouch(story, 'sla.escalated').filter(({ data }) => data['level'] === 're-route');
        const toldMs = Math.min(...told.filter(({ automated }) => !automated).map((each) => each.toldMs));
        expect(taken === undefined || Date.parse(taken.at) <= toldMs).toBe(true);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('the state in the end does not depend on when things were told', () => {
    fc.assert(
      fc.property(touches, stall, (told, stalled) => {
        const atOnce = told.map((each) => ({ ...each, toldMs: each.occurredMs }));
        const ends = [live(told, stalled), live(atOnce, { fromMs: START, toMs: START })].map((story) =>
          story.lead.assignments[0]?.clocks.map(({ stop, dueAtMs, settled }) => ({ stop, dueAtMs, settled })),
        );
        expect(ends[0]).toEqual(ends[1]);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});
