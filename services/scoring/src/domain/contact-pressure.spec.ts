import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_PRESSURE, contactPressure, withEvidence, withTouch } from './contact-pressure.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-25T09:20:00.000Z');

const event = (type: string, daysAgo: number, id = `${type}-${daysAgo}`, machine = false) => ({
  ...{ id, type, occurredAt: NOW - daysAgo * DAY_MS, receivedAt: NOW },
  ...(machine ? { machine } : {}),
});
const touches = (...daysAgo: readonly number[]) =>
  daysAgo.reduce((tally, days, n) => withTouch(tally, { eventId: `t-${n}`, atMs: NOW - days * DAY_MS }), NO_PRESSURE);

describe('contact pressure', () => {
  it('counts touches, mails and what the person did of their own accord in thirty days', () => {
    const events = [
      ...[event('email_delivered', 1), event('email_delivered', 29), event('email_delivered', 30)],
      ...[event('email_opened', 1), event('email_unsubscribed', 1), event('email_clicked', 1)],
      ...[event('pricing_viewed', 2), event('email_clicked', 3, 'robot', true), event('made_up', 1)],
    ];
    const tally = events.reduce(withEvidence, touches(0, 5, 31));
    expect(contactPressure(tally, NOW)).toEqual({
      ...{ windowDays: 30, touches: 2, mails: 2, engagements: 2, level: 'balanced' },
      words: 'Was contacted 4 times in 30 days (2 touches, 2 mails) and showed interest 2 times',
    });
  });

  it.each([
    [0, 0, 'none', 'Nobody contacted them in 30 days'],
    [3, 0, 'light', 'Was contacted 3 times in 30 days (3 touches, 0 mails) and showed no interest'],
    [4, 0, 'heavy', 'Was contacted 4 times in 30 days (4 touches, 0 mails) and showed no interest: slow down'],
    [4, 1, 'balanced', 'Was contacted 4 times in 30 days (4 touches, 0 mails) and showed interest once'],
    [9, 2, 'heavy', 'Was contacted 9 times in 30 days (9 touches, 0 mails) and showed interest 2 times: slow down'],
  ])('of %i contacts against %i deeds is %s', (contacts, deeds, level, words) => {
    const touched = touches(...Array.from({ length: contacts }, (_, n) => n));
    const tally = Array.from({ length: deeds }, (_, n) => event('pricing_viewed', n)).reduce(withEvidence, touched);
    expect(contactPressure(tally, NOW)).toMatchObject({ level, words });
  });

  it('is the same in any order, and a touch told twice is one', () => {
    const deed = fc.record({
      type: fc.constantFrom('email_delivered', 'email_clicked', 'demo_requested'),
      daysAgo: fc.nat({ max: 70 }),
    });
    const touch = fc.nat({ max: 70 });
    fc.assert(
      fc.property(
        fc.array(deed),
        fc.array(touch, { maxLength: 70 }),
        fc.infiniteStream(fc.nat()),
        (deeds, touched, random) => {
          const events = deeds.map(({ type, daysAgo }, n) => event(type, daysAgo, `e-${n}`));
          const steps = touched.map((daysAgo, n) => ({ eventId: `t-${n}`, atMs: NOW - daysAgo * DAY_MS }));
          const shuffled = <T>(items: readonly T[]): T[] =>
            items
              .map((item) => ({ item, rank: random.next().value ?? 0 }))
              .sort((a, b) => a.rank - b.rank)
              .map(({ item }) => item);
          const inOrder = steps.reduce(withTouch, events.reduce(withEvidence, NO_PRESSURE));
          const another = shuffled([...steps, ...steps.slice(0, 9)]).reduce(
            withTouch,
            shuffled(events).reduce(withEvidence, NO_PRESSURE),
          );
          expect(another).toEqual(inOrder);
          expect(inOrder.touches.length).toBeLessThanOrEqual(50);
          expect(inOrder.days.length).toBeLessThanOrEqual(31);
        },
      ),
    );
  });
});
