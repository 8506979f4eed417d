import type { CloudEvent } from '@smarketing/contracts';
import type { Tx } from '@smarketing/messaging';
import { KeyedTable, storableText } from '@smarketing/postgres';
import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import { newAccountScore, type AccountScore } from '../domain/account/account-score.ts';
import { AccountScores } from './account-scores.ts';

const TABLE = 'account_score';

export class PostgresAccountScores extends AccountScores {
  readonly #pool: pg.Pool;
  readonly #table: KeyedTable<AccountScore>;
  readonly #findSql: string;

  constructor({ pool, schema }: ServiceDatabase) {
    super();
    this.#pool = pool;
    this.#table = new KeyedTable<AccountScore>({ schema, table: TABLE, initial: newAccountScore });
    this.#findSql = `SELECT body FROM ${pg.escapeIdentifier(schema)}.${TABLE} WHERE key = $1`;
  }

  load(domains: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, AccountScore>> {
    return this.#table.load(domains, events, tx);
  }

  save(accounts: ReadonlyMap<string, AccountScore>, tx: Tx): Promise<void> {
    return this.#table.save(accounts, tx);
  }

  override claimed(lanes: readonly number[]): void {
    this.#table.claimed(lanes);
  }

  override dismissed(lanes: readonly number[]): void {
    this.#table.dismissed(lanes);
  }

  async find(domain: string): Promise<AccountScore | null> {
    const { rows } = await this.#pool.query<{ body: AccountScore }>(this.#findSql, [storableText(domain)]);
    return rows[0]?.body ?? null;
  }
}
