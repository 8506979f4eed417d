import { expect, test } from '@jest/globals';
import type { CloudEvent } from '@smarketing/contracts';
import fc from 'fast-check';
import { describeLead } from './domain/describe-lead.ts';
import { at, ConsoleStory, retoldOf, viewOf } from './scene/console-story.ts';
import { outcomes } from './domain/where-it-is.ts';

type Step = (story: ConsoleStory, minute: number) => ConsoleStory;

const cycles = ['c1', 'c2'] as const;
const assignments = ['a1', 'a2'] as const;
const steps: readonly Step[] = [
  (story, minute) => story.identified('social', minute),
  (story, minute) => story.profile(minute, { name: `Ada ${minute}` }, { email: `ada${minute}@example.com` }),
  (story, minute) => story.scored(minute % 2 === 0 ? 'nurture' : 'none', minute % 90, minute),
  ...cycles.flatMap((cycle, n): Step[] => [
    (story, minute) => story.qualified({ minute, cycle, number: n + 1 }),
    (story, minute) => story.held({ minute, cycle }),
    (story, minute) => story.recycled({ minute, cycle }),
    ...assignments.flatMap((assignment): Step[] => [
      (story, minute) => story.routed({ minute, cycle, assignment }),
      (story, minute) => story.rerouted({ minute, cycle, assignment }),
      (story, minute) => story.answered('rejected', { minute, cycle, assignment }),
      (story, minute) => story.answered('accepted', { minute, cycle, assignment }),
      (story, minute) => story.clock('started', { minute, cycle, assignment, due: minute + 9 }),
      (story, minute) => story.clock('breached', { minute, cycle, assignment }),
      (story, minute) => story.clock('withdrawn', { minute, cycle, assignment }),
      (story, minute) => story.clock('met', { minute, cycle, assignment }),
    ]),
    (story, minute) => story.deal('opened', minute, { cycleId: cycle }),
  ]),
  (story, minute) => story.deal('won', minute),
  (story, minute) => story.deal('lost', minute, { dealId: 'd2' }),
  (story, minute) => story.deal('opened', minute, { dealId: 'd2' }),
  (story, minute) => story.touch(minute),
  (story, minute) => story.attempt(2, minute, minute + 5),
  ...(['enrolled', 'resumed', 'step', 'paused', 'exited'] as const).map(
    (what): Step =>
      (story, minute) =>
        story.nurture(what, minute),
  ),
];

const stories = fc.array(fc.nat({ max: steps.length - 1 }), { maxLength: 25 }).map((chosen) => {
  const story = new ConsoleStory();
  chosen.forEach((index, minute) => steps[index]!(story, minute + 1));
  return story.events;
});

const shuffled = stories.chain((events) =>
  fc.tuple(fc.constant(events), fc.shuffledSubarray([...events], { minLength: events.length })),
);

const shown = (events: readonly CloudEvent[]) => describeLead('lead-1', viewOf(events));

test('the view is the same in whatever order the events come', () => {
  fc.assert(
    fc.property(shuffled, ([told, heard]) => {
      expect(viewOf(heard)).toEqual(viewOf(told));
      expect(shown(heard)).toEqual(shown(told));
    }),
    { numRuns: 1_000 },
  );
});

test('events that come again change nothing', () => {
  fc.assert(
    fc.property(stories, (events) => {
      expect(viewOf(events, viewOf(events))).toEqual(viewOf(events));
    }),
  );
});

test('a rebuild gives the same view: retold events in any order, live ones before and after', () => {
  fc.assert(
    fc.property(shuffled, fc.nat(), ([told, heard], n) => {
      const live = heard.slice(0, n % (heard.length + 1));
      expect(viewOf(live, retoldOf(heard, viewOf(live)))).toEqual(viewOf(told));
    }),
  );
});

test('after any events every lead is somewhere for a reason, and who is routed has an owner', () => {
  fc.assert(
    fc.property(stories, (events) => {
      const { outcome, reason, owner } = shown(events);
      expect(outcomes).toContain(outcome);
      expect(reason).not.toBe('');
      if (outcome === 'routed') expect(owner).not.toBeNull();
    }),
  );
});

test('a view stays small however often a lead comes back', () => {
  const story = new ConsoleStory();
  for (let n = 1; n <= 60; n += 1) {
    story.qualified({ minute: n, cycle: `c${n}`, number: n }).deal('opened', n, { dealId: `d${n}` });
  }
  const view = story.view();
  expect([Object.keys(view.cycles).length, Object.keys(view.deals).length]).toEqual([20, 20]);
  expect(story.shown()).toMatchObject({ cycle: { id: 'c60' }, lastEventAt: at(60) });
});
