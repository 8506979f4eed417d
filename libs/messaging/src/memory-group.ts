import type { MemberFeed } from './member-feed.ts';
import { laneQuota } from './topic-lanes.ts';

/** Shares the lanes of one group among its members, in the order in which they joined. */
export class MemoryGroup {
  readonly #members: MemberFeed[] = [];
  /** Includes lanes that their owner is giving back. */
  readonly #owners = new Map<number, MemberFeed>();

  constructor(
    readonly lanes: number,
    readonly topics: readonly string[],
  ) {}

  join(feed: MemberFeed): void {
    this.#members.push(feed);
    this.#share();
  }

  async leave(feed: MemberFeed): Promise<void> {
    this.#forget(feed);
    this.#share();
    const lanes = feed.lanes;
    await feed.revoke(lanes);
    this.#free(lanes, feed);
    await feed.settled();
  }

  /** The member is gone without a word. */
  crash(feed: MemberFeed): void {
    feed.abandon();
    this.#forget(feed);
    this.#free(this.#ownedBy(feed), feed);
  }

  #share(): void {
    for (const [rank, feed] of this.#members.entries()) {
      const surplus = feed.lanes.slice(laneQuota(rank, this.#members.length, this.lanes));
      if (surplus.length > 0) void feed.revoke(surplus).then(() => this.#free(surplus, feed));
    }
    const free = Array.from({ length: this.lanes }, (_, lane) => lane).filter((lane) => !this.#owners.has(lane));
    for (const [rank, feed] of this.#members.entries()) {
      const quota = laneQuota(rank, this.#members.length, this.lanes);
      const given = free.splice(0, Math.max(0, quota - this.#ownedBy(feed).length));
      for (const lane of given) this.#owners.set(lane, feed);
      if (given.length > 0) void feed.assign(given);
    }
  }

  #free(lanes: readonly number[], feed: MemberFeed): void {
    for (const lane of lanes) if (this.#owners.get(lane) === feed) this.#owners.delete(lane);
    this.#share();
  }

  #forget(feed: MemberFeed): void {
    const index = this.#members.indexOf(feed);
    if (index >= 0) this.#members.splice(index, 1);
  }

  #ownedBy(feed: MemberFeed): readonly number[] {
    return [...this.#owners].filter(([, owner]) => owner === feed).map(([lane]) => lane);
  }
}
