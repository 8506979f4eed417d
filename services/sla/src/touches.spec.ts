import { describe, expect, test } from '@jest/globals';
import { clockInWords } from './domain/clock-in-words.ts';
import { SlaStory, inForceOf } from './sla-story.ts';

const agreed = inForceOf();
const WEDNESDAY = '2026-03-25T09:00:00.000Z';
const routed = (priority: 'P0' | 'P1' | 'P2' = 'P0') => new SlaStory(WEDNESDAY, agreed).routed({ priority });
const isFirstTouch = ({ data }: { data: Readonly<Record<string, unknown>> }) => data['kind'] === 'first-touch';

describe('a touch', () => {
  test('in time meets the first-touch clock, and nothing is said of it any more', () => {
    const story = routed().until('2026-03-25T09:10:00Z').touch({ eventId: 'call-1' }).until('2026-03-25T12:00:00Z');
    expect(story.heard('clock.met').map(({ data }) => data)).toEqual([
      expect.objectContaining({
        kind: 'first-touch',
        by: 'call-1',
        metAt: '2026-03-25T09:10:00.000Z',
        inTime: true,
        elapsedBusinessMinutes: 10,
      }),
    ]);
    expect(story.heard('sla.breached', 'sla.escalated')).toEqual([]);
  });

  test.each([
    ['an automated e-mail', { kind: 'email', automated: true }],
    ['an automated call', { automated: true }],
    ['a call of which nobody says how it went', { disposition: undefined }],
    ['a call that was only planned', { disposition: 'Not started' }],
    ['a meeting that was cancelled', { kind: 'meeting', disposition: 'cancelled' }],
    ['a call before the lead qualified', { occurredAt: '2026-03-25T08:30:00Z' }],
    ['a call for another assignment', { assignmentId: 'a0' }],
    ['a call for another cycle', { cycleId: 'c0' }],
  ] as const)('that is %s stops nothing', (_, touch) => {
    const story = routed().touch(touch).until('2026-03-25T09:16:00Z');
    expect(story.order).toContain('sla.breached');
    expect(story.order).not.toContain('clock.met');
  });

  test.each([
    ['an e-mail of one’s own', { kind: 'email', disposition: undefined }],
    ['a meeting', { kind: 'meeting', disposition: undefined }],
    ['a call that nobody took', { disposition: 'NO_ANSWER' }],
    ['a call that names its assignment', { assignmentId: 'a1' }],
    ['a call that names its cycle', { cycleId: 'c1' }],
    ['a call stamped in whole seconds', { occurredAt: '2026-03-25T09:00:00Z' }],
  ] as const)('that is %s counts', (_, touch) => {
    const story = new SlaStory(WEDNESDAY, agreed).routed({ at: '2026-03-25T09:00:00.400Z' }).touch(touch);
    expect(story.order).toContain('clock.met');
  });

  test('before the opening counts as no time at all', () => {
    const story = new SlaStory('2026-03-22T20:00:00Z', agreed).routed().stalledUntil('2026-03-22T21:00:00Z').touch();
    expect(story.heard('clock.met')[0]?.data).toMatchObject({ inTime: true, elapsedBusinessMinutes: 0 });
  });

  test('that comes before its routed meets the clock as soon as that comes', () => {
    const story = new SlaStory(WEDNESDAY, agreed).touch({ occurredAt: '2026-03-25T08:58:00Z' });
    expect(story.said).toEqual([]);
    story.stalledUntil('2026-03-25T09:05:00Z').routed({ at: '2026-03-25T08:55:00Z' });
    expect(story.order).toEqual(['clock.started', 'clock.met', 'clock.started']);
  });

  test('between qualification and assignment counts where the cycle’s start is known', () => {
    const story = new SlaStory(WEDNESDAY, agreed)
      .touch({ occurredAt: '2026-03-25T08:58:00Z' })
      .routed({ more: { cycleStartedAt: '2026-03-25T08:50:00Z' } });
    expect(story.heard('clock.met')[0]?.data).toMatchObject({ inTime: true, elapsedBusinessMinutes: 0 });
  });

  test('stamped in the future counts as now', () => {
    const story = routed().until('2026-03-25T09:10:00Z').touch({ occurredAt: '2026-03-25T15:00:00Z' });
    expect(story.heard('clock.met')[0]?.data['metAt']).toBe('2026-03-25T09:10:00.000Z');
  });
});

describe('a touch that is told late', () => {
  test('withdraws the breach, meets the clock in time, and stops what was to come', () => {
    const story = routed()
      .until('2026-03-25T09:20:00Z')
      .touch({ occurredAt: '2026-03-25T09:12:00Z', eventId: 'call-1' })
      .until('2026-03-25T12:00:00Z');
    expect(story.said.filter(isFirstTouch).map(({ type, data }) => [type, data['level']])).toEqual([
      ['clock.started', undefined],
      ['reminder.due', undefined],
      ['reminder.due', undefined],
      ['sla.breached', undefined],
      ['sla.escalated', 'manager'],
      ['breach.withdrawn', undefined],
      ['clock.met', undefined],
    ]);
    expect(story.heard('breach.withdrawn')[0]?.data).toMatchObject({
      touchEventId: 'call-1',
      touchedAt: '2026-03-25T09:12:00.000Z',
    });
    const clock = story.lead.assignments[0]?.clocks[0];
    expect(clock && clockInWords(clock, Date.parse(story.now), 'Europe/Berlin')).toBe(
      'The first touch was in time: a call on 2026-03-25 10:12 Europe/Berlin, due 2026-03-25 10:15 Europe/Berlin; the breach was announced and taken back',
    );
  });

  test('of an earlier instant corrects what was met', () => {
    const story = routed('P1').until('2026-03-25T10:00:00Z').touch().touch({ occurredAt: '2026-03-25T09:30:00Z' });
    expect(story.heard('clock.met').map(({ data }) => data['elapsedBusinessMinutes'])).toEqual([60, 30]);
  });

  test('in time, after a late one had been taken: the breach is withdrawn all the same', () => {
    const story = routed().until('2026-03-25T09:20:00Z').touch().touch({ occurredAt: '2026-03-25T09:14:00Z' });
    expect(story.heard('clock.met', 'breach.withdrawn').map(({ type, data }) => [type, data['inTime']])).toEqual([
      ['clock.met', false],
      ['breach.withdrawn', undefined],
      ['clock.met', true],
    ]);
  });

  test('out of a backlog: a late touch waits for the timer, so that an earlier one behind it can still speak', () => {
    const story = routed().stalledUntil('2026-03-25T10:00:00Z').touch({ occurredAt: '2026-03-25T09:40:00Z' });
    expect(story.heard('clock.met', 'sla.breached')).toEqual([]);
    story.touch({ occurredAt: '2026-03-25T09:10:00Z' }).until('2026-03-25T12:00:00Z');
    expect(story.heard('clock.met', 'sla.breached').map(({ type }) => type)).toEqual(['clock.met']);
  });

  test('out of a backlog and really late: the breach is said first, then the touch, and nobody is re-routed', () => {
    const story = routed().stalledUntil('2026-03-25T10:00:00Z').touch({ occurredAt: '2026-03-25T09:40:00Z' }).fire();
    expect(story.said.filter(isFirstTouch).map(({ type }) => type)).toEqual([
      'clock.started',
      'sla.breached',
      'clock.met',
    ]);
  });
});

describe('a lead is re-routed', () => {
  const rerouted = () => routed().until('2026-03-25T09:30:00Z').rerouted();

  test('the former clocks close, fresh ones start', () => {
    const story = rerouted().until('2026-03-25T09:40:00Z');
    expect(story.lead.assignments.map(({ clocks }) => clocks.map(({ stop }) => stop?.because ?? null))).toEqual([
      ['re-routed', 're-routed'],
      [null, null],
    ]);
    expect(story.heard('clock.started').map(({ data }) => [data['repId'], data['dueAt']])).toEqual([
      ['ada', '2026-03-25T09:15:00.000Z'],
      ['ada', '2026-03-25T13:00:00.000Z'],
      ['ben', '2026-03-25T09:45:00.000Z'],
      ['ben', '2026-03-25T13:30:00.000Z'],
    ]);
  });

  test('a touch of the new owner meets the new clock alone', () => {
    const story = rerouted().until('2026-03-25T09:35:00Z').touch();
    expect(story.heard('clock.met').map(({ data }) => data['assignmentId'])).toEqual(['a2']);
  });

  test('a touch that came ahead of the re-routing counts for it at once', () => {
    const story = routed()
      .until('2026-03-25T09:32:00Z')
      .touch({ assignmentId: 'a2', occurredAt: '2026-03-25T09:31:00Z' });
    story.rerouted({ at: '2026-03-25T09:30:00Z' });
    expect(story.heard('clock.met').map(({ data }) => data['assignmentId'])).toEqual(['a2']);
  });

  test('a late touch of the former owner withdraws his breach; the lead stays where it is', () => {
    const story = rerouted().until('2026-03-25T09:35:00Z').touch({ occurredAt: '2026-03-25T09:10:00Z' });
    expect(story.heard('breach.withdrawn').map(({ data }) => data['assignmentId'])).toEqual(['a1']);
    expect(story.heard('clock.met').map(({ data }) => data['assignmentId'])).toEqual(['a1']);
    expect(story.lead.assignments[1]?.clocks[0]?.stop).toBeNull();
  });

  test('in another model the person’s other cycle goes on, and one call counts for both', () => {
    const story = routed().routed({ assignmentId: 'b1', cycleId: 'c2', model: 'services', rep: 'ben' });
    story.until('2026-03-25T09:05:00Z').touch();
    expect(story.heard('clock.met').map(({ data }) => data['assignmentId'])).toEqual(['a1', 'b1']);
  });
});

describe('a deal', () => {
  test.each(['opened', 'won', 'lost'] as const)('that is %s closes the clocks without a breach', (state) => {
    const story = routed().until('2026-03-25T09:10:00Z').deal(state).until('2026-04-25T09:10:00Z');
    expect(story.lead.assignments[0]?.clocks.map(({ stop }) => stop?.because)).toEqual(['deal', 'deal']);
    expect(story.heard('sla.breached', 'clock.met', 'sla.escalated')).toEqual([]);
    expect(story.timerMs).toBeNull();
  });

  test('that is told late withdraws the breach that it refutes', () => {
    const story = routed().until('2026-03-25T09:20:00Z').deal('opened', '2026-03-25T09:10:00Z');
    expect(story.heard('breach.withdrawn')).toHaveLength(1);
  });

  test('of long ago is history and starts nothing', () => {
    const story = new SlaStory(WEDNESDAY, agreed).deal('won', '2018-03-25T09:10:00Z');
    expect([story.lead.assignments, story.said, story.timerMs]).toEqual([[], [], null]);
  });

  const imported = { more: { evidenceAt: '2026-01-05T00:00:00.000Z' } };

  test('that was won after the evidence, though before the cycle began, closes the clocks', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed(imported).deal('won', '2026-02-10T00:00:00Z');
    expect(story.lead.assignments[0]?.clocks.map(({ stop }) => stop?.because)).toEqual(['deal', 'deal']);
    expect([story.lead.owed, story.timerMs]).toEqual([[], null]);
  });

  test('does so even when it is heard of before the assignment, however long ago it was', () => {
    const story = new SlaStory(WEDNESDAY, agreed).deal('won', '2026-02-10T00:00:00Z').routed(imported);
    expect([story.lead.owed, story.timerMs]).toEqual([[], null]);
  });

  test('from before the evidence is that of an earlier attempt', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed(imported).deal('lost', '2026-01-04T00:00:00Z');
    expect(story.lead.assignments[0]?.clocks.map(({ stop }) => stop)).toEqual([null, null]);
  });

  test('that is told after a re-routing, but was won before it, closes the clocks of the new owner too', () => {
    const story = routed().until('2026-03-25T09:30:00Z').rerouted().until('2026-03-25T09:40:00Z');
    story.deal('won', '2026-03-25T09:20:00Z');
    expect(story.lead.assignments.map(({ clocks }) => clocks.map(({ stop }) => stop?.because))).toEqual([
      ['deal', 'deal'],
      ['deal', 'deal'],
    ]);
    expect([story.lead.owed, story.timerMs]).toEqual([[], null]);
  });

  test('from before the cycle closes nothing', () => {
    const story = new SlaStory(WEDNESDAY, agreed).deal('won', '2026-03-20T09:10:00Z').routed();
    expect(story.lead.assignments[0]?.clocks.map(({ stop }) => stop)).toEqual([null, null]);
  });
});
