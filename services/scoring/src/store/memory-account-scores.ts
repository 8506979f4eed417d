import type { CloudEvent } from '@smarketing/contracts';
import { MemoryKeyedState, type Tx } from '@smarketing/messaging';
import { newAccountScore, type AccountScore } from '../domain/account/account-score.ts';
import { AccountScores } from './account-scores.ts';

export class MemoryAccountScores extends AccountScores {
  readonly #states = new MemoryKeyedState<AccountScore>(newAccountScore);
  readonly #read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

  /** @param read runs work in a transaction of the memory database to which the states belong */
  constructor(read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>) {
    super();
    this.#read = read;
  }

  load(domains: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, AccountScore>> {
    return this.#states.load(domains, events, tx);
  }

  save(accounts: ReadonlyMap<string, AccountScore>, tx: Tx): Promise<void> {
    return this.#states.save(accounts, tx);
  }

  async find(domain: string): Promise<AccountScore | null> {
    return (await this.#read((tx) => this.#states.load([domain], [], tx))).get(domain) ?? null;
  }
}
