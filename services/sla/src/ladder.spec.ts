import { describe, expect, test } from '@jest/globals';
import type { Rung } from '@smarketing/agreement';
import { termsInForce } from './decide-on-lead.ts';
import { describeSla } from './domain/describe-sla.ts';
import { SlaStory, inForceOf } from './sla-story.ts';

const WEDNESDAY = '2026-03-25T09:00:00.000Z';
const NEXT_WEEK = '2026-04-02T09:00:00.000Z';
const onRung = (ladder: Rung) => inForceOf(() => ({ ladder }));
const PROMPTS = ['reminder.due', 'sla.escalated', 'attempt.due'];

const shown = (story: SlaStory) =>
  describeSla('lead-1', story.lead, termsInForce(story.inForce), Date.parse(story.now)).assignments;

describe('on a rung that prompts nobody', () => {
  test.each(['watch', 'advise'] as const)('%s: clocks of a proposal measure, and nobody hears of it', (rung) => {
    const story = new SlaStory(WEDNESDAY, onRung(rung)).proposed().until(NEXT_WEEK);
    expect(story.heard(...PROMPTS)).toEqual([]);
    const breaches = story.heard('sla.breached');
    expect(breaches.map(({ data }) => data['kind'])).toEqual(['first-touch', 'answer']);
    expect(breaches[0]).toMatchObject({ data: { rung, act: false, assignmentId: 'a1', repId: 'ada' } });
    expect(shown(story)[0]).toMatchObject({
      proposed: true,
      clocks: [
        { inWords: 'Only measured: the first touch was owed by 2026-03-25 10:15 Europe/Berlin and is missing' },
        { state: 'overdue' },
      ],
    });
  });

  test('a touch is measured against the promise', () => {
    const story = new SlaStory(WEDNESDAY, onRung('watch')).proposed().stalledUntil('2026-03-25T09:05:00Z').touch();
    expect(story.heard('clock.met')).toMatchObject([{ data: { elapsedBusinessMinutes: 5, inTime: true, act: false } }]);
  });

  test('an answer is judged by the rules as ever', () => {
    const story = new SlaStory(WEDNESDAY, onRung('watch')).proposed();
    story.answer({ answer: 'rejected', reason: 'unheard-of' }).answer();
    expect(story.order).toEqual(expect.arrayContaining(['answer.refused', 'answer.accepted']));
  });

  test('the clocks of who has the lead already go on in silence', () => {
    const story = new SlaStory(WEDNESDAY, onRung('enforce')).routed();
    story.inForce = onRung('watch');
    story.until(NEXT_WEEK);
    expect(story.heard('reminder.due', 'sla.escalated')).toEqual([]);
    expect(story.heard('sla.breached')[0]).toMatchObject({ data: { rung: 'watch', act: false } });
  });
});

test('on the rung assign clocks remind and tell the manager, and move nobody', () => {
  const story = new SlaStory(WEDNESDAY, onRung('assign')).routed().until('2026-03-25T10:00:00Z');
  expect(story.heard('reminder.due')).toHaveLength(2);
  expect(story.heard('sla.escalated').map(({ data }) => data['level'])).toEqual(['manager']);
  expect(story.heard('sla.breached')[0]).toMatchObject({ data: { rung: 'assign', act: true } });
});

describe('a step up', () => {
  test('makes good for nothing that fell due before it, and reminds from then on', () => {
    const story = new SlaStory(WEDNESDAY, onRung('enforce')).routed();
    story.inForce = onRung('watch');
    story.until('2026-03-25T09:09:00Z');
    story.inForce = onRung('enforce');
    story.until('2026-03-25T09:20:00Z');
    expect(story.heard('reminder.due').map(({ data }) => data['fraction'])).toEqual([0.8]);
    expect(story.heard('sla.escalated').map(({ data }) => data['level'])).toEqual(['manager']);
  });

  test('takes no lead away that lay too long before it', () => {
    const story = new SlaStory(WEDNESDAY, onRung('assign')).routed().until('2026-03-25T11:00:00Z');
    story.inForce = onRung('enforce');
    story.touch({ automated: true }).until(NEXT_WEEK);
    expect(story.heard('sla.escalated').map(({ data }) => data['level'])).not.toContain('re-route');
  });

  test('an assignment takes the place of its proposal, whose clocks end without a word', () => {
    const story = new SlaStory(WEDNESDAY, onRung('watch')).proposed();
    story.inForce = onRung('assign');
    story.stalledUntil('2026-03-25T09:05:00Z').routed({ assignmentId: 'a2', rep: 'ben' });
    story.until('2026-03-25T09:50:00Z');
    const [assigned, proposed] = shown(story);
    expect(proposed).toMatchObject({
      ...{ proposed: true, current: false },
      clocks: [{ because: 'placed anew' }, { because: 'placed anew' }],
    });
    expect(assigned).toMatchObject({ proposed: false, current: true, rep: { id: 'ben' } });
    expect(story.heard('sla.breached').map(({ data }) => data['assignmentId'])).toEqual(['a2']);
  });

  describe('with what was said of the proposal', () => {
    const given = (story: SlaStory, rep = 'ada'): SlaStory => {
      story.inForce = onRung('enforce');
      return story.routed({ assignmentId: 'a2', rep });
    };
    const proposed = () => new SlaStory(WEDNESDAY, onRung('advise')).proposed().stalledUntil('2026-03-25T09:05:00Z');
    const overdue = (story: SlaStory) => story.heard('sla.breached').map(({ data }) => data['kind']);

    test('who has accepted it owes no answer', () => {
      const story = given(proposed().answer({ by: 'ada' }))
        .touch()
        .until(NEXT_WEEK);
      expect(overdue(story)).toEqual([]);
      expect(story.heard('sla.escalated')).toEqual([]);
    });

    test('somebody else who is given it does', () => {
      const story = given(proposed().answer({ by: 'ada' }), 'ben')
        .touch()
        .until(NEXT_WEEK);
      expect(overdue(story)).toEqual(['answer']);
    });

    test('a touch that names the proposal, whenever it is told, counts for who was given the lead', () => {
      const touch = { assignmentId: 'a1', cycleId: 'c1' };
      expect(overdue(given(proposed().touch(touch)).until('2026-03-25T12:00:00Z'))).toEqual([]);
      expect(overdue(given(proposed()).touch(touch).until('2026-03-25T12:00:00Z'))).toEqual([]);
    });

    test('an answer that names the proposal is judged as one to its assignment', () => {
      const story = given(proposed()).answer({ by: 'ada', assignmentId: 'a1' });
      expect(story.heard('answer.accepted')).toMatchObject([{ data: { assignmentId: 'a2' } }]);
      const other = given(proposed(), 'ben').answer({ by: 'ada', assignmentId: 'a1' });
      expect(other.heard('answer.refused')).toMatchObject([
        { data: { because: expect.stringContaining('ben since') } },
      ]);
    });

    test('a touch before the lead is given back counts, where somebody had it earlier', () => {
      const story = new SlaStory(WEDNESDAY, onRung('enforce')).routed({ rep: 'cleo' });
      story.inForce = onRung('watch');
      story.stalledUntil('2026-03-25T09:01:00Z').proposed({ assignmentId: 'a2' });
      story.stalledUntil('2026-03-25T09:05:00Z').touch().stalledUntil('2026-03-25T09:10:00Z');
      story.inForce = onRung('enforce');
      story.rerouted({ assignmentId: 'a3', rep: 'ada' }).until('2026-03-25T12:00:00Z');
      expect(overdue(story)).toEqual([]);
    });
  });
});
