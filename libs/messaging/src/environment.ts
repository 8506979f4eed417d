/** What is missing of the agreement, in words. */
export type Lack = {
  readonly kind: 'no-agreement' | 'agreement-unknown' | 'agreement-unreadable';
  readonly because: string;
};

/**
 * What all decisions of a service share and none of them owns: the agreements and the reference data, folded from the
 * broadcasts into the service's own tables by lane 0, and held here in memory.
 */
export abstract class Environment<E> {
  /** False for a service that decides the same under every agreement: what it says carries the version of none. */
  readonly isAgreed: boolean = true;

  /** The newest agreement version that is due at this instant; null when the service has none yet: its lanes wait. */
  abstract newestDue(nowMs: number): number | null;
  /** The environment under that version; undefined when it is not (yet) known here. */
  abstract under(agreementVersion: number): E | undefined;
  /** False while a version that another process has adopted is unknown here: then the lane waits. */
  knows(agreementVersion: number): boolean {
    return this.under(agreementVersion) !== undefined;
  }

  /** Why nothing can be decided here under this version; null stands for any. */
  lack(agreementVersion: number | null): Lack {
    return agreementVersion === null
      ? { kind: 'no-agreement', because: 'no agreement has arrived here yet' }
      : { kind: 'agreement-unknown', because: `version ${agreementVersion} of the agreement has not arrived here yet` };
  }

  /** Whether what is held here is what the tables hold at this moment. Rejects where they cannot be asked. */
  async isUpToDate(): Promise<boolean> {
    return true;
  }

  /** Looks whether the tables have changed; called after each commit that folded a broadcast, and once a second. */
  abstract refresh(): Promise<void>;
}

/** For services that decide the same under every agreement. */
export class NoEnvironment extends Environment<undefined> {
  override readonly isAgreed = false;

  newestDue(): number {
    return 0;
  }

  under(): undefined {
    return undefined;
  }

  override knows(): boolean {
    return true;
  }

  async refresh(): Promise<void> {}
}
