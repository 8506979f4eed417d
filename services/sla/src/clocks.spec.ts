import { describe, expect, test } from '@jest/globals';
import { profileChanged } from '@smarketing/contracts';
import { SlaStory, aRep, inForceOf } from './sla-story.ts';

const agreed = inForceOf();
/** Wednesday 10:00 in Berlin. */
const WEDNESDAY = '2026-03-25T09:00:00.000Z';

const firstTouch = (story: SlaStory) => story.lead.assignments.at(-1)?.clocks[0];

describe('a lead is routed', () => {
  test('its first-touch and answer clocks start, dated in business time', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed();
    expect(
      story.heard('clock.started').map(({ data }) => [data['kind'], data['dueAt'], data['targetMinutes']]),
    ).toEqual([
      ['first-touch', '2026-03-25T09:15:00.000Z', 15],
      ['answer', '2026-03-25T13:00:00.000Z', 240],
    ]);
    expect(story.heard('clock.started')[0]?.data).toMatchObject({
      side: 'sales',
      repId: 'ada',
      assignmentId: 'a1',
      cycleId: 'c1',
      startedAt: WEDNESDAY,
      calendar: 'office',
    });
  });

  test('on a Sunday night the clock starts at the opening', () => {
    const story = new SlaStory('2026-03-22T22:30:00Z', agreed).routed();
    expect(story.heard('clock.started')[0]?.data).toMatchObject({
      startedAt: '2026-03-23T08:00:00.000Z',
      dueAt: '2026-03-23T08:15:00.000Z',
    });
  });

  test('over the weekend on which summer time begins two business hours stay two business hours', () => {
    // Friday 16:00 CET: one hour before closing, one after Monday's opening, by then in CEST.
    const story = new SlaStory('2026-03-27T15:00:00Z', agreed).routed({ priority: 'P1' });
    expect(story.heard('clock.started')[0]?.data['dueAt']).toBe('2026-03-30T08:00:00.000Z');
  });

  test('over the weekend on which summer time ends too', () => {
    const story = new SlaStory('2026-10-23T14:00:00Z', agreed).routed({ priority: 'P1' });
    expect(story.heard('clock.started')[0]?.data['dueAt']).toBe('2026-10-26T09:00:00.000Z');
  });

  test('a holiday does not count', () => {
    const withHolidays = inForceOf(({ calendars }) => ({
      calendars: {
        ...calendars,
        list: calendars.list.map((each) => ({ ...each, spec: { ...each.spec, holidays: { country: 'DE' } } })),
      },
    }));
    // The Thursday before Good Friday, 16:50; Easter Monday is closed too.
    const story = new SlaStory('2026-04-02T14:50:00Z', withHolidays).routed();
    expect(story.heard('clock.started')[0]?.data['dueAt']).toBe('2026-04-07T07:05:00.000Z');
  });

  test("a rep's absence does not count, nor does one that ends before it begins", () => {
    const absences = [
      { from: '2026-03-25T09:05:00Z', to: '2026-03-26T11:00:00Z' },
      { from: '2026-03-29T00:00:00Z', to: '2026-03-28T00:00:00Z' },
    ];
    const story = new SlaStory(WEDNESDAY, inForceOf(undefined, [aRep('ada', { absences })])).routed();
    expect(story.heard('clock.started')[0]?.data['dueAt']).toBe('2026-03-26T11:10:00.000Z');
  });

  test("a call clock runs only in the lead's daytime", () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed({ timeZone: 'America/New_York' });
    // 9:00 in New York is 14:00 in Berlin that week.
    expect(story.heard('clock.started').map(({ data }) => data['dueAt'])).toEqual([
      '2026-03-25T13:15:00.000Z',
      '2026-03-25T13:00:00.000Z',
    ]);
  });

  test("a lead that may only be mailed is no matter of the lead's daytime", () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed({ timeZone: 'America/New_York', channel: 'mail' });
    expect(story.heard('clock.started')[0]?.data['dueAt']).toBe('2026-03-25T09:15:00.000Z');
  });

  test("where the rep's hours and the lead's daytime never meet, the rep's hours hold", () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed({ timeZone: 'Pacific/Auckland' });
    const [started] = story.heard('clock.started');
    expect(started?.data['dueAt']).toBe('2026-03-25T09:15:00.000Z');
    expect(started?.data['leadTimeZone']).toBeUndefined();
  });

  test('a rule may ask for another first touch than its priority', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed({ priority: 'P3', more: { firstTouchMinutes: 480 } });
    expect(story.heard('clock.started')[0]?.data['targetMinutes']).toBe(480);
  });

  test('the same assignment told twice starts nothing twice', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed({ at: WEDNESDAY }).routed({ at: WEDNESDAY });
    expect(story.heard('clock.started')).toHaveLength(2);
  });

  test('even when it was routed longer ago than anything is fresh', () => {
    const story = new SlaStory('2026-06-25T09:00:00Z', agreed).routed({ at: WEDNESDAY });
    expect(story.heard('clock.started')).toHaveLength(2);
  });
});

describe('nobody does anything', () => {
  const story = new SlaStory(WEDNESDAY, agreed).routed().until('2026-03-25T16:00:00Z', true);
  const ofFirstTouch = story.said.filter(
    ({ type, data }) => data['kind'] === 'first-touch' && type !== 'clock.started',
  );

  test('reminders, breach, manager, re-routing come once each, in order, at their fractions', () => {
    expect(ofFirstTouch.map(({ type, at, data }) => [type, at, data['fraction'] ?? data['level']])).toEqual([
      ['reminder.due', '2026-03-25T09:07:30.000Z', 0.5],
      ['reminder.due', '2026-03-25T09:12:00.000Z', 0.8],
      ['sla.breached', '2026-03-25T09:15:00.000Z', undefined],
      ['sla.escalated', '2026-03-25T09:15:00.000Z', 'manager'],
      ['sla.escalated', '2026-03-25T09:30:00.000Z', 're-route'],
    ]);
  });

  test('the answer clock breaches and tells the manager, without reminders and re-routing', () => {
    const ofAnswer = story.said
      .filter(({ data }) => data['kind'] === 'answer')
      .map(({ type, data }) => [type, data['level']]);
    expect(ofAnswer).toEqual([
      ['clock.started', undefined],
      ['sla.breached', undefined],
      ['sla.escalated', 'manager'],
    ]);
  });

  test('a breach that could not be confirmed says so', () => {
    expect(ofFirstTouch.find(({ type }) => type === 'sla.breached')?.data['unconfirmed']).toBe(true);
  });

  test('after an outage everything due is said at once, in order', () => {
    const late = new SlaStory(WEDNESDAY, agreed).routed().stalledUntil('2026-03-25T12:00:00Z').fire();
    const said = late.said.filter(({ type, data }) => data['kind'] === 'first-touch' && type !== 'clock.started');
    expect(said.map(({ type }) => type)).toEqual(ofFirstTouch.map(({ type }) => type));
  });

  test('other priorities than P0 are never re-routed', () => {
    const p2 = new SlaStory(WEDNESDAY, agreed).routed({ priority: 'P2' }).until('2026-04-20T16:00:00Z');
    expect(p2.heard('sla.escalated').map(({ data }) => data['level'])).toEqual(['manager', 'manager']);
  });

  test('below the last rung of the ladder no clock takes a lead away', () => {
    const assigning = inForceOf(() => ({ ladder: 'assign' }));
    const gentle = new SlaStory(WEDNESDAY, assigning).routed().until('2026-03-25T12:00:00Z');
    expect(gentle.heard('sla.escalated').map(({ data }) => data['level'])).toEqual(['manager']);
  });
});

describe('calendars change', () => {
  test('an open clock is dated anew before anything is said', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed();
    story.inForce = inForceOf(undefined, [
      aRep('ada', { absences: [{ from: WEDNESDAY, to: '2026-03-26T08:00:00Z' }] }),
    ]);
    story.until('2026-03-25T16:00:00Z');
    expect(story.heard('reminder.due', 'sla.breached', 'sla.escalated')).toEqual([]);
    expect(story.heard('clock.started').slice(2)[0]?.data).toMatchObject({
      kind: 'first-touch',
      redatedFrom: '2026-03-25T09:15:00.000Z',
      dueAt: '2026-03-26T08:15:00.000Z',
    });
    expect(story.until('2026-03-26T08:15:00Z').heard('sla.breached')).toHaveLength(1);
  });

  test("the lead's zone, told later, dates the call clock anew; an older snapshot changes nothing", () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed();
    story.receive(profileChanged, { version: 2, ids: {}, profile: { timeZone: 'America/New_York' } });
    story.receive(profileChanged, { version: 1, ids: {}, profile: { timeZone: 'Europe/Berlin' } });
    expect(firstTouch(story)?.dueAtMs).toBe(Date.parse('2026-03-25T13:15:00Z'));
    expect(story.heard('clock.started')).toHaveLength(3);
  });

  test('nonsense for a zone is no zone', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed();
    story.receive(profileChanged, { version: 2, ids: {}, profile: { timeZone: 'Middle/Earth' } });
    expect(story.heard('clock.started')).toHaveLength(2);
  });

  test('a breach that was announced stays where it was', () => {
    const story = new SlaStory(WEDNESDAY, agreed).routed().until('2026-03-25T09:20:00Z');
    story.inForce = inForceOf(undefined, [
      aRep('ada', { absences: [{ from: WEDNESDAY, to: '2026-03-26T08:00:00Z' }] }),
    ]);
    story.until('2026-03-26T08:16:00Z');
    expect(story.heard('sla.breached').filter(({ data }) => data['kind'] === 'first-touch')).toHaveLength(1);
    expect(firstTouch(story)?.dueAtMs).toBe(Date.parse('2026-03-25T09:15:00Z'));
  });
});
