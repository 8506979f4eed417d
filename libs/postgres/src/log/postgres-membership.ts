import {
  type GroupMember,
  MemberFeed,
  type Membership,
  type Position,
  type PartitionSource,
  type TopicSpec,
} from '@smarketing/messaging';
import type { MemberSession, TickRow } from './member-session.ts';

export type JoinedMember = {
  readonly id: number;
  readonly group: string;
  readonly topics: readonly TopicSpec[];
  readonly member: GroupMember;
  readonly source: PartitionSource;
  readonly session: MemberSession;
  readonly commit: (positions: readonly Position[]) => Promise<void>;
  /** Takes the member out of the table once it has let go of everything. */
  readonly remove: (membership: PostgresMembership) => Promise<void>;
  /** Called when lanes can be given back: the next tick should come now. */
  readonly onChange: () => void;
};

/** One member of one group: follows what the table says that it owns. */
export class PostgresMembership implements Membership {
  readonly #feed: MemberFeed;
  /** Epochs of the lanes that the feed has. */
  readonly #epochs = new Map<number, number>();
  /** Lanes above the quota, until the table says that they are free: false while the member still lets go of them. */
  readonly #surplus = new Map<number, boolean>();
  #leaving: Promise<void> | undefined;
  #left = false;

  constructor(private readonly joined: JoinedMember) {
    this.#feed = new MemberFeed(joined.member, joined.topics, joined.source);
  }

  get id(): number {
    return this.joined.id;
  }

  /** Whether it takes part in ticks: from joining until it begins to leave. */
  get active(): boolean {
    return this.#leaving === undefined;
  }

  commit(positions: readonly Position[]): Promise<void> {
    return this.joined.commit(positions);
  }

  async reassign(lanes: readonly number[]): Promise<void> {
    const still = lanes.filter((lane) => this.#epochs.has(lane) && !this.#surplus.has(lane));
    if (this.active) void this.#feed.assign(still);
  }

  leave(): Promise<void> {
    this.#leaving ??= this.#leave();
    return this.#leaving;
  }

  /** Takes up what a tick has found. Whatever happened in between, the table's word counts: also for lanes unknown here. */
  follow(row: TickRow): void {
    if (!this.active) return;
    const owned = new Map(row.lanes.map((lane, index) => [lane, row.epochs[index]!]));
    const lost = [...this.#epochs].filter(([lane, epoch]) => owned.get(lane) !== epoch && !this.#surplus.has(lane));
    for (const [lane] of lost) this.#epochs.delete(lane);
    void this.#feed.revoke(lost.map(([lane]) => lane));
    for (const lane of this.#surplus.keys()) if (!owned.has(lane)) this.#forgetSurplus(lane);
    const gained = [...owned].filter(([lane]) => !this.#epochs.has(lane));
    for (const [lane, epoch] of gained) this.#epochs.set(lane, epoch);
    void this.#feed.assign(gained.map(([lane]) => lane));
    this.#giveUp(row.surplus - this.#surplus.size);
  }

  /** Gives back in the table what the member has let go of. */
  async release(): Promise<void> {
    const free = [...this.#surplus].filter(([, letGo]) => letGo).map(([lane]) => lane);
    if (free.length === 0 || !this.active) return;
    await this.joined.session.release(this.id, this.joined.group, free);
    for (const lane of free) this.#forgetSurplus(lane);
  }

  /** Whether nothing of it is under way any more, so that it can be taken out. */
  get left(): boolean {
    return this.#left;
  }

  #giveUp(count: number): void {
    if (count <= 0) return;
    const lanes = [...this.#epochs.keys()].filter((lane) => !this.#surplus.has(lane));
    const surplus = lanes.sort((a, b) => b - a).slice(0, count);
    for (const lane of surplus) this.#surplus.set(lane, false);
    void this.#feed.revoke(surplus).then(() => {
      for (const lane of surplus) if (this.#surplus.has(lane)) this.#surplus.set(lane, true);
      this.joined.onChange();
    });
  }

  #forgetSurplus(lane: number): void {
    this.#surplus.delete(lane);
    this.#epochs.delete(lane);
  }

  async #leave(): Promise<void> {
    await this.#feed.revoke(this.#feed.lanes);
    await this.#feed.settled();
    this.#left = true;
    await this.joined.remove(this);
  }
}
