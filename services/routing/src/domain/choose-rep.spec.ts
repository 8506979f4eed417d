import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anAgreement, aPool, aRep, awayUntil, DAY, HOUR, iso, MONDAY_10, repsOf } from '../scene/builders.ts';
import { BookDraft } from './book-draft.ts';
import { applyToView } from './book-view.ts';
import type { BookView } from './book-view.ts';
import { chooseRep } from './choose-rep.ts';
import type { Choice } from './choose-rep.ts';
import { routePlanOf } from './compile-plan.ts';
import type { Rep } from './rep.ts';
import type { Needs } from './route-plan.ts';
import { giveTurnBack, releaseLead, takeLead } from './seat.ts';

const ROOM = { openLeadCap: 100_000, dailyCap: 100_000 };
const emptyBook = (): BookView => ({ seats: new Map(), accounts: new Map(), changes: [] });
const plan = routePlanOf(anAgreement());

function turn(
  book: BookView,
  reps: readonly Rep[],
  pool = aPool('sales', ROOM),
  nowMs = MONDAY_10,
  needs: Needs = { skills: [], languages: [] },
): Choice {
  const draft = new BookDraft(book);
  const choice = chooseRep(repsOf(...reps), draft, { pool, needs, excluded: new Map(), plan, nowMs });
  if (choice.kind === 'chosen') {
    draft.setSeat(takeLead(draft.seatOf(choice.rep.id), pool.id, choice.turn, 'Europe/Berlin', nowMs));
  }
  const changes = draft.changes();
  if (changes) applyToView(book, changes);
  return choice;
}

function share(
  book: BookView,
  reps: readonly Rep[],
  leads: number,
  pool = aPool('sales', ROOM),
  nowMs = MONDAY_10,
): Record<string, number> {
  const given: Record<string, number> = Object.fromEntries(reps.map(({ id }) => [id, 0]));
  for (let n = 0; n < leads; n++) {
    const choice = turn(book, reps, pool, nowMs);
    if (choice.kind === 'chosen') given[choice.rep.id] = (given[choice.rep.id] ?? 0) + 1;
  }
  return given;
}

describe('weighted round robin', () => {
  test('of 1,000 leads everybody has their share to within one turn', () => {
    const reps = ['ada', 'ben', 'cid', 'dan', 'eve', 'fay', 'gus'].map((id) => aRep(id));
    const given = Object.values(share(emptyBook(), reps, 1_000));
    expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
  });

  test('by any weights, after any number of leads', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 150 }),
        (weights, leads) => {
          const reps = weights.map((_, n) => aRep(`rep-${n}`));
          const pool = aPool('sales', {
            ...ROOM,
            weights: Object.fromEntries(weights.map((weight, n) => [`rep-${n}`, weight])),
          });
          const given = share(emptyBook(), reps, leads, pool);
          const turns = weights.map((weight, n) => (given[`rep-${n}`] ?? 0) / weight);
          // Nobody is ahead of another by more than the turn that was taken last.
          expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1 / Math.min(...weights) + 1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('who comes back from absence goes on in turn, instead of getting all that was missed', () => {
    const book = emptyBook();
    const away = [aRep('ada', awayUntil(MONDAY_10 + HOUR)), aRep('ben'), aRep('cid')];
    share(book, [aRep('ada'), aRep('ben'), aRep('cid')], 3);
    expect(share(book, away, 40)).toEqual({ ada: 0, ben: 20, cid: 20 });
    expect(share(book, away, 30, aPool('sales', ROOM), MONDAY_10 + 2 * HOUR)).toEqual({ ada: 10, ben: 10, cid: 10 });
  });

  test('who joins starts level with the others', () => {
    const book = emptyBook();
    share(book, [aRep('ada'), aRep('ben')], 40);
    expect(share(book, [aRep('ada'), aRep('ben'), aRep('zoe')], 30)).toEqual({ ada: 10, ben: 10, zoe: 10 });
  });

  test('a rep who is only off for the night is not absent; one whose leave begins in the morning is', () => {
    const night = Date.parse('2026-11-22T22:00:00Z');
    const reps = [aRep('ada', awayUntil(MONDAY_10 + 5 * DAY, night + 4 * HOUR)), aRep('ben')];
    expect(turn(emptyBook(), reps, undefined, night)).toMatchObject({
      kind: 'everybody-away',
      candidate: { rep: { id: 'ben' } },
    });
  });
});

describe('who can take a lead', () => {
  test('skills: all of them; languages: one of them', () => {
    const reps = [
      aRep('ada', { skills: ['cloud'], languages: ['de'] }),
      aRep('ben', { skills: ['cloud', 'network'], languages: ['en'] }),
      aRep('cid', { skills: ['cloud', 'network'], languages: ['fr'] }),
    ];
    const choice = turn(emptyBook(), reps, undefined, MONDAY_10, {
      skills: ['cloud', 'network'],
      languages: ['en', 'de'],
    });
    expect(choice).toMatchObject({
      kind: 'chosen',
      rep: { id: 'ben' },
      passedOver: [
        { rep: 'ada', because: 'lacks network' },
        { rep: 'cid', because: 'speaks none of en, de' },
      ],
    });
  });

  test('nobody is given more than their caps, whatever is given, released and given back in between', () => {
    const reps = [aRep('ada', { openLeadCap: 3 }), aRep('ben', { dailyCap: 4 }), aRep('cid')];
    const pool = aPool('sales', { openLeadCap: 5, dailyCap: 6 });
    const steps = fc.array(
      fc.constantFrom('lead', 'lead', 'lead', 'release-ada', 'release-ben', 'release-cid', 'back-ada', 'next-day'),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (taken) => {
        const book = emptyBook();
        let nowMs = MONDAY_10;
        let today: Record<string, number> = {};
        for (const step of taken) {
          const [what, who = 'ada'] = step.split('-');
          const seat = new BookDraft(book).seatOf(who);
          if (step === 'next-day') [nowMs, today] = [nowMs + DAY, {}];
          else if (what === 'lead') {
            const choice = turn(book, reps, pool, nowMs);
            if (choice.kind === 'chosen') today[choice.rep.id] = (today[choice.rep.id] ?? 0) + 1;
          } else if (what === 'release') book.seats.set(who, releaseLead(seat));
          else {
            const back = giveTurnBack(seat, 'sales', 1, 0.1, 'Europe/Berlin', nowMs);
            if (back) book.seats.set(who, back);
          }
          for (const { id, openLeadCap = 5, dailyCap = 6 } of reps) {
            expect(book.seats.get(id)?.openLeads ?? 0).toBeLessThanOrEqual(openLeadCap);
            expect(today[id] ?? 0).toBeLessThanOrEqual(dailyCap);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('somebody on long leave gets nothing while a colleague may have room later', () => {
    const reps = [aRep('ada', awayUntil(MONDAY_10 + 14 * DAY)), aRep('ben', { openLeadCap: 0 })];
    expect(turn(emptyBook(), reps)).toMatchObject({ kind: 'full', freeAtMs: null });
    const alone = [aRep('ada', awayUntil(MONDAY_10 + 14 * DAY))];
    expect(turn(emptyBook(), alone)).toMatchObject({ kind: 'everybody-away', candidate: { rep: { id: 'ada' } } });
    expect(iso(MONDAY_10 + 14 * DAY)).toBe('2026-12-07T09:00:00.000Z');
  });
});
