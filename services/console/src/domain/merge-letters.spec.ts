import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mergeLetters } from './merge-letters.ts';

const letter = (minute: number, id: string) => ({ at: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(), id });
const isAfter = (a: { at: string; id: string }, b: { at: string; id: string }): boolean =>
  a.at < b.at || (a.at === b.at && a.id < b.id);

describe('the lists of several services', () => {
  test('are one list, newest first', () => {
    const merged = mergeLetters([[letter(3, 'c'), letter(1, 'a')], [], [letter(3, 'd'), letter(2, 'b')]], 3);
    expect(merged.items.map(({ id }) => id)).toEqual(['d', 'c', 'b']);
    expect(merged.hasMore).toBe(true);
  });

  test('paged together show each letter once, whatever the page and however many were set aside at once', () => {
    const lists = fc.array(fc.array(fc.nat(5), { maxLength: 12 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 7 }), (minutes, limit) => {
        const services = minutes.map((of, service) => of.map((minute, n) => letter(minute, `${n}-${service}`)));
        const shown: { at: string; id: string }[] = [];
        for (let hasMore = true; hasMore;) {
          const place = shown.at(-1);
          // As each service answers: its newest after the place, one more than the page holds.
          const pages = services.map((all) =>
            all
              .filter((each) => !place || isAfter(each, place))
              .sort((a, b) => (isAfter(b, a) ? -1 : 1))
              .slice(0, limit + 1),
          );
          const page = mergeLetters(pages, limit);
          shown.push(...page.items);
          hasMore = page.hasMore;
        }
        expect(shown).toEqual(services.flat().sort((a, b) => (isAfter(b, a) ? -1 : 1)));
      }),
    );
  });
});
