import type { PostgresMembership } from './postgres-membership.ts';
import type { MemberSession } from './member-session.ts';
import { isOutage, pause } from './outage.ts';

/** How long leaving waits for a database that does not answer; the lanes are free at the latest when this process ends. */
const REMOVE_PATIENCE_MS = 2_000;

/** Keeps all members of this process in the table, a few times a second, with one statement for all of them. */
export class MemberTicks {
  readonly #members = new Set<PostgresMembership>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #lastProblem = '';

  constructor(
    private readonly session: MemberSession,
    private readonly everyMs: number,
    private readonly onProblem: (error: Error) => void,
  ) {}

  add(member: PostgresMembership): void {
    this.#members.add(member);
    this.now();
  }

  /** Takes a member out that has left; a later tick tries again if the database does not answer in time. */
  async remove(member: PostgresMembership): Promise<void> {
    const givenUp = new AbortController();
    const removal = this.#remove(member).catch(() => {});
    await Promise.race([removal, pause(REMOVE_PATIENCE_MS, givenUp.signal)]);
    givenUp.abort();
  }

  /** Ticks at once, or once more if a tick is under way. */
  now(): void {
    this.#again = true;
    clearTimeout(this.#timer);
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#members.clear();
    this.#again = false;
    clearTimeout(this.#timer);
    await this.#running;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#tick().then(
        () => {
          this.#lastProblem = '';
        },
        (error: unknown) => this.#report(error),
      );
    }
    this.#running = undefined;
    if (this.#members.size > 0) this.#timer = setTimeout(() => this.now(), this.everyMs);
  }

  async #tick(): Promise<void> {
    for (const member of this.#members) {
      await member.release();
      if (member.left) await this.#remove(member);
    }
    const active = new Map([...this.#members].filter((member) => member.active).map((member) => [member.id, member]));
    if (active.size === 0) return;
    for (const row of await this.session.tick([...active.keys()])) active.get(row.member)?.follow(row);
  }

  async #remove(member: PostgresMembership): Promise<void> {
    await this.session.removeMember(member.id);
    this.#members.delete(member);
  }

  /** An outage passes; anything else is told once, while ticks go on. */
  #report(error: unknown): void {
    if (isOutage(error) || String(error) === this.#lastProblem) return;
    this.#lastProblem = String(error);
    this.onProblem(error instanceof Error ? error : new Error(String(error)));
  }
}
