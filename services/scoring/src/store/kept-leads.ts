import { laneOf } from '@smarketing/messaging';
import type { LeadScore } from '../domain/lead-score.ts';
import { differsByEvidenceAlone } from './differs-by-evidence.ts';

/** A lead as it is, and as its row has it: another object where the row lacks some of the evidence. */
type Kept = {
  readonly lane: number;
  readonly lead: LeadScore;
  readonly row: LeadScore;
  /** Since when the row is behind, ms of the process's own clock; null where it is not. */
  readonly behindSinceMs: number | null;
};

/** A lead as its row has it, and as it is. */
export type RowAndLead = Pick<Kept, 'row' | 'lead'>;

/** What a batch writes, and what is remembered once that is committed. */
export type SavePlan = {
  readonly rows: ReadonlyMap<string, LeadScore>;
  /** Lanes where rows are behind from now on, and lanes where none is any more. */
  readonly marked: readonly number[];
  readonly cleared: readonly number[];
  readonly committed: () => void;
};

/** How many leads are kept: a lead with a history takes some 10 KB. */
const MOST_KEPT = 12_000;
/** Without so many leads within a second, each row is written: what waits is little, and whoever reads a row finds it current. */
const FEWEST_TO_DEFER = 100;
/** Within so long they are counted, and for so long after the last of them rows wait: some batches are small. */
const BUSY_FOR_MS = 1_000;
const MOST_BEHIND = 10_000;
const LONGEST_BEHIND_MS = 30_000;
const CAUGHT_UP_AT_ONCE = 500;

/**
 * The leads that this process has met of late, of the lanes that it owns. Under load the row of a lead is not written with every piece of
 * its evidence: what is derived from evidence can be derived again, so it is enough that the evidence is there. The row follows after
 * some seconds, or with whatever else changes of the lead.
 */
export class KeptLeads {
  /** By key, the one met last at the end. */
  readonly #leads = new Map<string, Kept>();
  /** Who is behind, the longest first. */
  readonly #behind = new Map<string, number>();
  /** Of each lane that is ours: a token of the claim. */
  readonly #claims = new Map<number, object>();
  /** Lanes that are marked as having rows that are behind. */
  readonly #marked = new Set<number>();
  /** Lanes of which it is not known yet whether the last owner has left rows behind. */
  readonly #unseen = new Set<number>();
  readonly #now: () => number;
  #countedSinceMs = -Infinity;
  #counted = 0;
  #busyUntilMs = -Infinity;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** What was kept of these lanes is outdated, and who is behind has to be looked for. */
  claim(lanes: readonly number[]): void {
    this.dismiss(lanes);
    for (const lane of lanes) {
      this.#claims.set(lane, {});
      this.#unseen.add(lane);
    }
  }

  dismiss(lanes: readonly number[]): void {
    const gone = new Set(lanes.filter((lane) => this.#claims.delete(lane)));
    if (gone.size === 0) return;
    for (const lane of gone) {
      this.#marked.delete(lane);
      this.#unseen.delete(lane);
    }
    for (const [key, { lane }] of this.#leads) if (gone.has(lane)) this.#drop(key);
  }

  owns(lane: number): boolean {
    return this.#claims.has(lane);
  }

  get ownsAny(): boolean {
    return this.#claims.size > 0;
  }

  get(key: string): LeadScore | undefined {
    const kept = this.#leads.get(key);
    if (kept === undefined) return undefined;
    this.#leads.delete(key);
    this.#leads.set(key, kept);
    return kept.lead;
  }

  /** The lanes of these keys that nobody has looked at since they were claimed. */
  unseen(keys: readonly string[]): readonly number[] {
    if (this.#unseen.size === 0) return [];
    return [...new Set(keys.map((key) => laneOf(key)))].filter((lane) => this.#unseen.has(lane));
  }

  /** `behind`: by lane, for each of them that is marked, the leads whose rows a process that has ended left behind. */
  seeing(
    lanes: readonly number[],
    behind: ReadonlyMap<number, ReadonlyMap<string, RowAndLead>>,
  ): { readonly leads: ReadonlyMap<string, RowAndLead>; readonly committed: () => void } {
    const isOurs = this.#isStillOurs(lanes);
    const leads = new Map([...behind.values()].flatMap((each) => [...each]));
    const committed = (): void => {
      const behindSinceMs = this.#now();
      for (const lane of lanes.filter(isOurs)) {
        this.#unseen.delete(lane);
        const found = behind.get(lane);
        if (found === undefined) continue;
        this.#marked.add(lane);
        for (const [key, each] of found) this.#keep(key, { lane, ...each, behindSinceMs });
      }
    };
    return { leads, committed };
  }

  /**
   * `leads`: those that a batch has changed; `isMet`: whether something came in about them. What follows from the plan happens with
   * `committed`, and only where the lanes are still ours.
   */
  plan(leads: ReadonlyMap<string, LeadScore>, isMet: (key: string) => boolean): SavePlan {
    const nowMs = this.#now();
    const isBusy = this.#isBusyWith(leads.size, nowMs);
    const rows = new Map<string, LeadScore>();
    const kept = new Map<string, Kept>();
    const lanes = new Set<number>();
    for (const [key, lead] of leads) {
      const lane = laneOf(key);
      lanes.add(lane);
      const before = this.#leads.get(key);
      const behindSinceMs = before?.behindSinceMs ?? nowMs;
      const mayWait = isBusy && nowMs - behindSinceMs < LONGEST_BEHIND_MS && before !== undefined;
      if (mayWait && differsByEvidenceAlone(before.row, lead)) {
        kept.set(key, { lane, lead, row: before.row, behindSinceMs });
      } else {
        rows.set(key, lead);
        // Whom only a sweep has come by would drive out those who are busy.
        if (before !== undefined || isMet(key)) kept.set(key, { lane, lead, row: lead, behindSinceMs: null });
      }
    }
    for (const key of this.#toCatchUp(lanes, isBusy, nowMs)) {
      const behind = this.#leads.get(key);
      if (behind === undefined || kept.has(key)) continue;
      rows.set(key, behind.lead);
      kept.set(key, { ...behind, row: behind.lead, behindSinceMs: null });
    }
    const { marked, cleared } = this.#marks(lanes, kept);
    const isOurs = this.#isStillOurs([...lanes]);
    const committed = (): void => {
      for (const lane of marked) if (isOurs(lane)) this.#marked.add(lane);
      for (const lane of cleared) if (isOurs(lane)) this.#marked.delete(lane);
      for (const [key, each] of kept) if (isOurs(each.lane)) this.#keep(key, each);
      this.#makeRoom();
    };
    return { rows, marked, cleared, committed };
  }

  #isBusyWith(leads: number, nowMs: number): boolean {
    if (nowMs - this.#countedSinceMs >= BUSY_FOR_MS) {
      this.#countedSinceMs = nowMs;
      this.#counted = 0;
    }
    this.#counted += leads;
    if (this.#counted >= FEWEST_TO_DEFER) this.#busyUntilMs = nowMs + BUSY_FOR_MS;
    return nowMs < this.#busyUntilMs;
  }

  /** Whether lanes are held by the very claim by which they are held now. */
  #isStillOurs(lanes: readonly number[]): (lane: number) => boolean {
    const claims = new Map(lanes.map((lane) => [lane, this.#claims.get(lane)]));
    return (lane) => {
      const claim = claims.get(lane);
      return claim !== undefined && this.#claims.get(lane) === claim;
    };
  }

  /** Only of lanes that the batch advances: of no other is it certain that they are still ours. */
  #toCatchUp(lanes: ReadonlySet<number>, isBusy: boolean, nowMs: number): string[] {
    const keys: string[] = [];
    let tooMany = this.#behind.size - MOST_BEHIND;
    for (const [key, sinceMs] of this.#behind) {
      const isDue = !isBusy || tooMany > 0 || nowMs - sinceMs >= LONGEST_BEHIND_MS;
      if (!isDue || keys.length === CAUGHT_UP_AT_ONCE) break;
      if (!lanes.has(this.#leads.get(key)!.lane)) continue;
      keys.push(key);
      tooMany--;
    }
    return keys;
  }

  #marks(lanes: ReadonlySet<number>, kept: ReadonlyMap<string, Kept>): { marked: number[]; cleared: number[] } {
    const behind = new Set([...kept.values()].filter((each) => each.behindSinceMs !== null).map(({ lane }) => lane));
    const marked = [...behind].filter((lane) => !this.#marked.has(lane));
    const others = [...lanes].filter((lane) => this.#marked.has(lane) && !behind.has(lane));
    if (others.length === 0) return { marked, cleared: [] };
    const stillBehind = new Set<number>();
    for (const key of this.#behind.keys()) if (!kept.has(key)) stillBehind.add(this.#leads.get(key)!.lane);
    return { marked, cleared: others.filter((lane) => !stillBehind.has(lane)) };
  }

  #keep(key: string, kept: Kept): void {
    this.#leads.delete(key);
    this.#leads.set(key, kept);
    if (kept.behindSinceMs === null) this.#behind.delete(key);
    else if (!this.#behind.has(key)) this.#behind.set(key, kept.behindSinceMs);
  }

  #drop(key: string): void {
    this.#leads.delete(key);
    this.#behind.delete(key);
  }

  /** Who is behind stays: what is known of it is nowhere else but in its evidence. */
  #makeRoom(): void {
    let surplus = this.#leads.size - MOST_KEPT;
    if (surplus <= 0) return;
    for (const [key, { behindSinceMs }] of this.#leads) {
      if (behindSinceMs !== null) continue;
      this.#leads.delete(key);
      if (--surplus === 0) return;
    }
  }
}
