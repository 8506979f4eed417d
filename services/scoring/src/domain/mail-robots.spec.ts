import { describe, expect, it } from '@jest/globals';
import type { ScorableEvent } from '@smarketing/agreement';
import fc from 'fast-check';
import { robotsOf, withRobotsMarked } from './mail-robots.ts';

const START = Date.parse('2026-03-02T10:00:00.000Z');
let serial = 0;
const event = (type: string, seconds: number, properties: ScorableEvent['properties'] = {}): ScorableEvent => {
  const occurredAt = START + seconds * 1_000;
  return {
    id: `e${serial++}`,
    type,
    occurredAt,
    receivedAt: occurredAt,
    properties: { messageId: 'm1', ...properties },
  };
};
const delivered = (seconds = 0) => event('email_delivered', seconds);
const click = (seconds: number, link = 'a', more: ScorableEvent['properties'] = {}) =>
  event('email_clicked', seconds, { link, ...more });
const named = (events: readonly ScorableEvent[]) =>
  events.map(({ id }, index) => (robotsOf(events).has(id) ? index : -1)).filter((index) => index >= 0);

describe('robots that follow the links of a mail', () => {
  it.each<[string, readonly ScorableEvent[], readonly number[]]>([
    ['nobody clicks so soon', [delivered(), click(10), click(10.001, 'b'), click(-1, 'c')], [1]],
    [
      'nobody follows three links in two seconds',
      [click(60, 'a'), click(61, 'b'), click(62, 'c'), click(62.1, 'a')],
      [0, 1, 2, 3],
    ],
    ['two links are no burst', [click(60, 'a'), click(60.5, 'a'), click(61, 'b')], []],
    ['nor are three of two mails', [click(60, 'a'), click(60, 'b'), click(60, 'c', { messageId: 'm2' })], []],
    ['nor three in three seconds', [click(60, 'a'), click(61.5, 'b'), click(63, 'c')], []],
    ['nor unnamed ones', [click(60, ''), click(60, ''), click(60, '')], []],
    [
      'a hidden link tells on the whole mail, visits included',
      [
        click(60),
        click(4_000, 'b'),
        event('page_viewed', 4_001),
        click(90, 'x', { hiddenLink: true }),
        click(9, 'a', { messageId: 'm2' }),
      ],
      [0, 1, 2, 3],
    ],
    ['a visit of no mail is nobody’s', [delivered(), { ...event('page_viewed', 1), properties: {} }], []],
  ])('%s', (_, events, robots) => {
    expect(named(events)).toEqual(robots);
  });

  it('are marked, and all else is left as it was', () => {
    const human = [delivered(), click(60)];
    expect(withRobotsMarked(human)).toBe(human);
    const [mail, robot] = [delivered(), click(3)];
    expect(withRobotsMarked([mail, robot])).toEqual([mail, { ...robot, machine: true }]);
  });

  it('are the same whatever the order and the repetitions, and with more events never fewer', () => {
    const deed = fc
      .record({
        type: fc.constantFrom('email_delivered', 'email_clicked', 'email_clicked', 'page_viewed'),
        seconds: fc.integer({ min: 0, max: 40 }),
        link: fc.constantFrom('a', 'b', 'c', 'd'),
        messageId: fc.constantFrom('m1', 'm2'),
        hidden: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
      })
      .map(({ type, seconds, ...properties }) => event(type, seconds / 2, properties));
    const kinds = { some: 0, none: 0 };
    const events = fc.array(deed, { maxLength: 12 });
    const seeds = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(events, seeds, deed, (known, order, more) => {
        const robots = robotsOf(known);
        kinds[robots.size > 0 ? 'some' : 'none']++;
        const shuffled = known
          .map((each, index) => ({ each, rank: order[index]! }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ each }) => each);
        expect(robotsOf([...shuffled, ...known.slice(0, 3)])).toEqual(robots);
        const then = robotsOf([...known, more]);
        expect([...robots].filter((id) => !then.has(id))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
    expect(kinds.some).toBeGreaterThan(100);
    expect(kinds.none).toBeGreaterThan(100);
  });
});
