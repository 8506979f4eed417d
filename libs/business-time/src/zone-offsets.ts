import { Temporal } from 'temporal-polyfill';
import { HORIZON_FROM_MS, HORIZON_TO_MS } from './horizon.ts';
import { DAY_MS } from './wall-clock.ts';

/** A stretch of time over which a zone keeps one offset: wall clock = instant + `offsetMs`. */
export type OffsetPiece = { readonly fromMs: number; readonly toMs: number; readonly offsetMs: number };

/**
 * A time zone as the list of its offset pieces. Looking a transition up costs a good part of a millisecond, so the
 * pieces are kept; everything else is additions.
 */
export class ZoneOffsets {
  readonly timeZone: string;
  /** Sorted and without gaps between the first and the last piece. */
  readonly #pieces: OffsetPiece[];

  /** @throws RangeError when the zone is not known */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#pieces = [pieceAround(timeZone, Date.UTC(2026, 0, 1))];
  }

  pieceAt(atMs: number): OffsetPiece {
    if (atMs < HORIZON_FROM_MS - 2 * DAY_MS || atMs > HORIZON_TO_MS + 2 * DAY_MS)
      return pieceAround(this.timeZone, atMs);
    const pieces = this.#pieces;
    while (last(pieces).toMs <= atMs) pieces.push(pieceAround(this.timeZone, last(pieces).toMs));
    while (first(pieces).fromMs > atMs) pieces.unshift(pieceAround(this.timeZone, first(pieces).fromMs - 1));
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle] as OffsetPiece).fromMs <= atMs) low = middle;
      else high = middle - 1;
    }
    return pieces[low] as OffsetPiece;
  }

  /** What the wall clock shows, in wall-clock milliseconds. */
  wallMsAt(atMs: number): number {
    return atMs + this.pieceAt(atMs).offsetMs;
  }

  /**
   * The first instant at which the wall clock shows this time. A time that is skipped (a DST gap) is the instant of the
   * change; a time that comes twice is its first occurrence.
   */
  instantOfWall(wallMs: number): number {
    // No zone is further than 26 h from UTC, not even where the date line moved.
    let piece = this.pieceAt(wallMs - 26 * 3_600_000);
    while (wallMs - piece.offsetMs >= piece.toMs) piece = this.pieceAt(piece.toMs);
    return Math.max(wallMs - piece.offsetMs, piece.fromMs);
  }
}

const zones = new Map<string, ZoneOffsets>();

/** The offsets of a zone, shared by all calendars of a process. @throws RangeError when the zone is not known */
export function zoneOffsets(timeZone: string): ZoneOffsets {
  let zone = zones.get(timeZone);
  if (!zone) zones.set(timeZone, (zone = new ZoneOffsets(timeZone)));
  return zone;
}

function pieceAround(timeZone: string, atMs: number): OffsetPiece {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  // "previous" is strictly before, and a piece that begins at this very instant contains it.
  const previous = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const next = at.getTimeZoneTransition('next');
  return {
    fromMs: previous ? previous.epochMilliseconds : -Infinity,
    toMs: next ? next.epochMilliseconds : Infinity,
    offsetMs: Math.round(at.offsetNanoseconds / 1e6),
  };
}

function first(pieces: readonly OffsetPiece[]): OffsetPiece {
  return pieces[0] as OffsetPiece;
}

function last(pieces: readonly OffsetPiece[]): OffsetPiece {
  return pieces[pieces.length - 1] as OffsetPiece;
}
