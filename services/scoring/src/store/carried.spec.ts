import { expect, it } from '@jest/globals';
import { carryOver, foldEvidence, type ScorableEvent } from '@smarketing/agreement';
import fc from 'fast-check';
import { withRobotsMarked } from '../domain/mail-robots.ts';
import { mailSignOf } from '../domain/mail-sign.ts';
import { inForceOf } from '../scoring-story.ts';
import { carried } from './lead-scores.ts';

const START_MS = Date.parse('2026-03-02T10:00:00.000Z');
const TYPES = [
  'email_delivered',
  'email_clicked',
  'page_viewed',
  'pricing_viewed',
  'content_downloaded',
  'demo_requested',
];

const history = fc
  .array(
    fc.record({
      type: fc.constantFrom(...TYPES),
      seconds: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 3_000_000 })),
      messageId: fc.constantFrom('m1', 'm2', undefined),
      link: fc.constantFrom('a', 'b', 'c', 'd'),
      hidden: fc.constantFrom(false, false, false, false, true),
    }),
    { maxLength: 40 },
  )
  .map((acts) =>
    acts.map(({ type, seconds, messageId, link, hidden }, n): ScorableEvent => {
      const atMs = START_MS + seconds * 1_000;
      const mail = messageId === undefined ? {} : { messageId, link, ...(hidden ? { hidden } : {}) };
      return { id: `e${n}`, type, occurredAt: atMs, receivedAt: atMs, properties: { path: '/products/1', ...mail } };
    }),
  );

/** Every rule, or every other one, has another condition; what is left reads what it read. */
const before = inForceOf().agreement;
const after = [1, 2, 3].map(
  (every) =>
    inForceOf(
      ({ engagement }) => ({
        engagement: {
          ...engagement!,
          groups: engagement!.groups.map((group) => ({
            ...group,
            rules: group.rules.map((rule, n) =>
              n % every === 0
                ? { ...rule, when: { field: 'properties.path', op: 'eq' as const, value: '/products/1' } }
                : rule,
            ),
          })),
        },
      }),
      { version: 1 },
    ).agreement,
);

it('carries over what robots did not do, as told by whole mails, though it reads a part of the evidence', () => {
  let robots = 0;
  fc.assert(
    fc.property(history, fc.constantFrom(...after), (events, to) => {
      const over = carryOver(before, to)!;
      const judged = withRobotsMarked(events);
      robots += judged.filter(({ machine }) => machine === true).length;
      const read = events.filter((event) => over.types.includes(event.type) || mailSignOf(event) !== null);
      expect(carried(foldEvidence(judged, before), over, read)).toEqual(foldEvidence(judged, to));
    }),
    { numRuns: 300 },
  );
  expect(robots).toBeGreaterThan(100);
});
