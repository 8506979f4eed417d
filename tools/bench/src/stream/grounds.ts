import { startDistributed, type Installation } from './installation.ts';
import { startServers, type Servers } from './servers.ts';

/** What cases of whole installations stand on. Who is given something ends its use with `stop`. */
export type Grounds = {
  servers(): Promise<Servers>;
  /** Every service a process of its own. */
  distributed(servers: Servers): Promise<Installation>;
  /** Stops what is left; resolves with what could not be stopped. */
  end(): Promise<readonly Error[]>;
};

/** Everything fresh for whoever asks, so that nobody finds what others have left. */
export const freshGrounds: Grounds = {
  servers: () => startServers(),
  distributed: (servers) => startDistributed(servers),
  end: async () => [],
};

/** The same servers and the same installation for everybody: to start them takes longer than what a quick case does there. */
export class SharedGrounds implements Grounds {
  #servers: Promise<Servers> | undefined;
  #installation: Promise<Installation> | undefined;

  async servers(): Promise<Servers> {
    return kept(await (this.#servers ??= startServers({ isBrief: true })));
  }

  async distributed(servers: Servers): Promise<Installation> {
    return kept(await (this.#installation ??= startDistributed(servers, { withTables: true })));
  }

  async end(): Promise<readonly Error[]> {
    const errors: Error[] = [];
    for (const one of [this.#installation, this.#servers]) {
      // What could not be started has been reported by whoever asked for it.
      const started = await one?.catch(() => undefined);
      await started?.stop().catch((error: unknown) => errors.push(error as Error));
    }
    return errors;
  }
}

const kept = <T extends { stop(): Promise<void> }>(one: T): T => ({ ...one, stop: async () => undefined });
