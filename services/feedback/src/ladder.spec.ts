import { describe, expect, test } from '@jest/globals';
import { slaBreached } from '@smarketing/contracts';
import type { Rung } from '@smarketing/agreement';
import { FeedbackStory, inForceOf } from './feedback-story.ts';

const START = '2026-03-02T09:00:00Z';
const onRung = (ladder: Rung) => inForceOf(() => ({ ladder }));
const nurtured = (rung: Rung) => new FeedbackStory(START, onRung(rung)).engaged().scored('nurture');

describe('on a rung that contacts nobody', () => {
  test.each(['watch', 'advise'] as const)('%s: a track is said and stands still; nothing falls due', (rung) => {
    const story = nurtured(rung).days(400);
    expect(story.said.map(({ type, data }) => [type, data['rung'], data['act']])).toEqual([
      ['lead.enrolled', rung, false],
      ['nurture.paused', rung, false],
    ]);
  });

  test('a lead that is given back is said to be, and nobody is to act on it', () => {
    const story = new FeedbackStory(START, onRung('watch')).qualified().answered('recycled', 'timing');
    expect(story.heard('lead.recycled', 'lead.enrolled').map(({ data }) => data['act'])).toEqual([false, false]);
  });

  test('what ends a track that was never begun is nothing to act on', () => {
    expect(nurtured('watch').consent(false).heard('nurture.exited')).toMatchObject([{ data: { act: false } }]);
  });

  test('a promise that was only measured is not broken', () => {
    const at = '2026-03-02T09:00:00.000Z';
    const breach = (act: boolean) =>
      new FeedbackStory(START, onRung('watch')).receive(slaBreached, {
        ...{ assignmentId: 'a1', cycleId: 'c1', repId: 'ada', pool: 'sales', priority: 'P0', at, act, clockId: 'k1' },
        ...{ kind: 'first-touch', side: 'sales', startedAt: at, dueAt: at, targetMinutes: 15, unconfirmed: false },
      });
    expect(breach(false).lead.cycles).toEqual([]);
    expect(breach(true).lead.cycles).toMatchObject([{ breachedClocks: ['k1'] }]);
  });
});

describe('a step up', () => {
  test('begins within a day what was only said, as if the lead were enrolled now', () => {
    const story = nurtured('watch').days(100);
    story.news();
    story.inForce = onRung('assign');
    story.days(1);
    expect(story.said).toMatchObject([
      { type: 'lead.enrolled', data: { rung: 'assign', act: true, resumed: false, track: 'long-cycle' } },
    ]);
    story.news();
    expect(story.days(22).news()).toEqual(['nurture.step_due long-cycle mail']);
  });

  test('finds a lead that sales works, and asks no more', () => {
    const story = nurtured('watch').qualified();
    story.inForce = onRung('enforce');
    story.routed().days(3);
    expect(story.timerMs).toBeNull();
    expect(story.heard('nurture.paused')).toHaveLength(1);
    expect(story.answered('rejected', 'duplicate').heard('lead.enrolled').at(-1)).toMatchObject({
      data: { act: true },
    });
  });
});

describe('a step down', () => {
  const stepped = (): FeedbackStory => {
    const story = nurtured('enforce').days(1);
    story.news();
    story.inForce = onRung('watch');
    return story;
  };

  test('lets nothing fall due any more: what was begun pauses, and goes on once the rung is back', () => {
    const story = stepped().days(60);
    expect(story.said).toMatchObject([{ type: 'nurture.paused', data: { rung: 'watch', act: true } }]);
    story.news();
    story.inForce = onRung('enforce');
    story.days(1);
    expect(story.said).toMatchObject([{ type: 'lead.enrolled', data: { act: true, resumed: true } }]);
  });

  test('its end stands still, too', () => {
    const story = stepped().days(800);
    story.news();
    story.inForce = onRung('enforce');
    story.days(2);
    expect(story.said).toMatchObject([{ type: 'lead.enrolled', data: { resumed: true } }]);
  });

  test('what was begun on a higher rung may be ended on any', () => {
    expect(stepped().consent(false).heard('nurture.exited')).toMatchObject([{ data: { rung: 'watch', act: true } }]);
  });
});
