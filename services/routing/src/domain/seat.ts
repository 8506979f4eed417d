import { localDateOf } from '@smarketing/business-time';
import type { Seat } from './book-view.ts';

/** Pointers are sums of 1/weight: rounding keeps them comparable however many turns they have seen. */
const POINTER_PRECISION = 1e9;

export function roundPointer(pointer: number): number {
  return Math.round(pointer * POINTER_PRECISION) / POINTER_PRECISION;
}

/** Leads that this rep was given on the day that it is now in their calendar. */
export function givenToday(seat: Seat, timeZone: string, nowMs: number): number {
  return seat.day.date === localDateOf(timeZone, nowMs) ? seat.day.given : 0;
}

/** One more lead; `turn` is how far the pointer in that pool goes, 0 where no turn is spent. */
export function takeLead(seat: Seat, pool: string, turn: number, timeZone: string, nowMs: number): Seat {
  const date = localDateOf(timeZone, nowMs);
  const place = seat.places[pool] ?? { pointer: 0, away: false };
  const month = monthOf(seat, date);
  return {
    ...seat,
    places:
      turn === 0 ? seat.places : { ...seat.places, [pool]: { ...place, pointer: roundPointer(place.pointer + turn) } },
    openLeads: seat.openLeads + 1,
    day: { date, given: (seat.day.date === date ? seat.day.given : 0) + 1 },
    month: turn === 0 ? month : { ...month, turns: month.turns + 1 },
  };
}

/** The turn that a proposal costs, so that proposals go round; no lead is given, so nothing else counts. */
export function takeTurn(seat: Seat, pool: string, turn: number): Seat {
  if (turn === 0) return seat;
  const place = seat.places[pool] ?? { pointer: 0, away: false };
  return { ...seat, places: { ...seat.places, [pool]: { ...place, pointer: roundPointer(place.pointer + turn) } } };
}

/** The lead is no longer open with this rep. */
export function releaseLead(seat: Seat): Seat {
  return { ...seat, openLeads: Math.max(0, seat.openLeads - 1) };
}

/**
 * Gives a turn back, while no more than `maxShare` of the month's turns were (rounded up, so that there is a first one).
 * Undefined when that is used up, or when no turn had been spent.
 */
export function giveTurnBack(
  seat: Seat,
  pool: string,
  turn: number,
  maxShare: number,
  timeZone: string,
  nowMs: number,
): Seat | undefined {
  const place = seat.places[pool];
  if (turn === 0 || !place) return undefined;
  const month = monthOf(seat, localDateOf(timeZone, nowMs));
  if (month.givenBack + 1 > Math.ceil(maxShare * month.turns)) return undefined;
  return {
    ...seat,
    places: { ...seat.places, [pool]: { ...place, pointer: roundPointer(place.pointer - turn) } },
    month: { ...month, givenBack: month.givenBack + 1 },
  };
}

function monthOf(seat: Seat, date: string): Seat['month'] {
  const month = date.slice(0, 7);
  return seat.month.month === month ? seat.month : { month, turns: 0, givenBack: 0 };
}
