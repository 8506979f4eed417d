import type { Lane } from '../lane.ts';
import { isUnderWay } from './lane-sweep.ts';

/** While the database works for one of them, the process decides for the other. */
const MOST_AT_ONCE = 2;

/**
 * Which lanes take the next pages of their sweeps: two at once, one lane after the other, all round. A lane that has had its turn
 * rests until the common batch, with its timers and its inbox, has come by.
 */
export class SweepTurns {
  private readonly underWay = new Set<Lane>();
  private readonly resting = new Set<Lane>();
  private last = -1;

  /** Whether a page of this lane is under way: then the lane is in no other batch. */
  has(lane: Lane): boolean {
    return this.underWay.has(lane);
  }

  /** Begins the next turn, of a lane whose sweep of this version has begun; null where it is nobody's turn now. */
  begin(lanes: readonly Lane[], version: number | null): Lane | null {
    if (version === null || this.underWay.size === MOST_AT_ONCE) return null;
    const owing = lanes
      .filter((lane) => isAtIt(lane, version) && !this.underWay.has(lane) && !this.resting.has(lane))
      .toSorted((a, b) => a.number - b.number);
    const next = owing.find(({ number }) => number > this.last) ?? owing[0];
    if (next === undefined) return null;
    this.last = next.number;
    this.underWay.add(next);
    return next;
  }

  /** Whether nobody is at it or waits to go on. */
  get isIdle(): boolean {
    return this.underWay.size === 0 && this.resting.size === 0;
  }

  end(lane: Lane): void {
    this.underWay.delete(lane);
    this.resting.add(lane);
  }

  /** The common batch has come by all lanes that are not under way; returns whether any had waited for it. */
  endRest(): boolean {
    const anyRested = this.resting.size > 0;
    this.resting.clear();
    return anyRested;
  }
}

function isAtIt({ stopped, row: { agreementVersion, sweep, rebuild } }: Lane, version: number): boolean {
  // A lane that is ahead of what is in force waits with its sweep.
  if (agreementVersion !== version) return false;
  return stopped === null && rebuild.running === null && isUnderWay(sweep, version);
}
