import type { PathStep } from '@smarketing/contracts';
import type { BookDraft } from './book-draft.ts';
import type { Asked, Standing } from './eligibility.ts';
import { membersOf, standingOf, weightOf } from './eligibility.ts';
import { presenceOf } from './presence.ts';
import { raiseReturning } from './raise-returning.ts';
import type { Rep } from './rep.ts';

type PassedOver = NonNullable<PathStep['passedOver']>;

/** What a pool says to one lead. Every kind carries why each rep that was not chosen was not. */
export type Choice = { readonly passedOver: PassedOver } & (
  | Chosen
  /** Nobody is there; `candidate` is who would get it all the same. */
  | { readonly kind: 'everybody-away'; readonly candidate: Chosen; readonly backAtMs: number }
  /** Everybody who could is at a cap; null where only a closed lead makes room. */
  | { readonly kind: 'full'; readonly freeAtMs: number | null }
  /** Nobody could take it, now or later. */
  | { readonly kind: 'nobody' }
);

export type Chosen = {
  readonly kind: 'chosen';
  readonly rep: Rep;
  /** How far the pointer goes: 1/weight. */
  readonly turn: number;
  readonly because: string;
};

/**
 * Weighted round robin by pointer: of those who can take it, the lowest pointer gets the lead, the smaller rep id first
 * among equals. Seats of members who come back or join are raised in the draft, whoever is chosen.
 */
export function chooseRep(reps: ReadonlyMap<string, Rep>, draft: BookDraft, asked: Asked): Choice {
  const members = membersOf(asked.pool, reps);
  seatMembers(members, draft, asked);
  const standings = members.map((rep) => standingOf(rep, draft.seatOf(rep.id), asked));
  const pointerOf = ({ seat }: Standing): number => seat.places[asked.pool.id]?.pointer ?? 0;
  const byPointer = (a: Standing, b: Standing): number => pointerOf(a) - pointerOf(b);

  const choose = (among: Standing[]): Chosen | undefined => {
    const [first] = among.sort(byPointer);
    if (!first) return undefined;
    const { rep } = first;
    const turn = 1 / weightOf(rep, asked.pool);
    const because = `lowest pointer, ${pointerOf(first).toFixed(2)}, of ${among.length} who could take it`;
    return { kind: 'chosen', rep, turn, because };
  };
  const others = (chosen?: Chosen): PassedOver =>
    standings
      .filter(({ rep }) => rep !== chosen?.rep)
      .map((standing) => ({
        rep: standing.rep.id,
        because:
          standing.kind === 'ready' && chosen
            ? `its turn comes later, at pointer ${pointerOf(standing).toFixed(2)}`
            : standing.because,
      }));

  const ready = choose(standings.filter(({ kind }) => kind === 'ready'));
  if (ready) return { ...ready, passedOver: others(ready) };

  const away = standings.flatMap((standing) => (standing.kind === 'away' ? [standing] : []));
  const full = standings.flatMap((standing) => (standing.kind === 'full' ? [standing] : []));
  const offHours = away.filter(({ presence }) => presence.kind === 'off-hours');
  // Who is on leave for weeks gets a lead only where nobody else will ever have room for it.
  if (offHours.length === 0 && full.length > 0) {
    // A closed lead may make room at any time; a daily cap lets go at a known one.
    const free = full.map(({ freeAtMs }) => freeAtMs);
    const freeAtMs = free.includes(null) ? null : Math.min(...free.map((atMs) => atMs ?? Infinity));
    return { kind: 'full', freeAtMs, passedOver: others() };
  }
  const backAtMs = Math.min(...away.map(({ presence }) => presence.backAtMs));
  const candidate = choose(
    offHours.length > 0 ? offHours : away.filter(({ presence }) => presence.backAtMs === backAtMs),
  );
  return candidate
    ? { kind: 'everybody-away', candidate, backAtMs, passedOver: others(candidate) }
    : { kind: 'nobody', passedOver: others() };
}

function seatMembers(members: readonly Rep[], draft: BookDraft, { pool, plan, nowMs }: Asked): void {
  const places = members.map((rep) => {
    const presence = presenceOf(rep, nowMs, plan).kind;
    return {
      repId: rep.id,
      place: draft.seatOf(rep.id).places[pool.id],
      absent: !rep.active || presence === 'absent' || presence === 'gone',
    };
  });
  for (const [repId, place] of raiseReturning(places, plan.absenceReturn)) {
    const seat = draft.seatOf(repId);
    draft.setSeat({ ...seat, places: { ...seat.places, [pool.id]: place } });
  }
}
