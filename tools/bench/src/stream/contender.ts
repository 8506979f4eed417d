import type { Servers } from './servers.ts';

/** Where batches are posted. */
export type Target = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

export type Started = {
  readonly target: Target;
  /** Processes by name, where there are more than the tree of this one tells. */
  readonly names: ReadonlyMap<number, string>;
  readonly databaseUrl: string;
  /** Resolves when nothing is under way any more of the `taken` events that it was sent so far. */
  settled(taken: number): Promise<void>;
  stop(): Promise<void>;
};

/** Who takes batches of events and brings each into the durable evidence of its lead. */
export type Contender = {
  readonly name: string;
  /** What it does with an event, and what it leaves out. */
  readonly does: string;
  /** The table of the evidence, with its schema. */
  readonly table: { readonly schema: string; readonly name: string };
  /** Name of the event, under which its evidence is kept, by the client's id. */
  readonly eventIdOf: (clientId: string) => string;
  start(servers: Servers): Promise<Started>;
};
