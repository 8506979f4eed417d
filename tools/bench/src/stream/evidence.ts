import { clientIdOf } from './batches.ts';
import { differenceIn } from './difference-in.ts';
import type { Contender, Started } from './contender.ts';
import { personOf } from './people.ts';
import { openDatabase } from './servers.ts';

const ROWS_AT_ONCE = 50_000;
/** PostgreSQL may keep to itself for ten seconds what a session that has become idle has written. */
const LATE_AFTER_MS = 1_500;

/** A contender's durable evidence: one row per event, with its lead. */
export class Evidence {
  private readonly pool: ReturnType<typeof openDatabase>;
  private readonly contender: Contender;
  private last = { stated: -1, sinceMs: 0, counted: 0 };

  constructor(contender: Contender, { databaseUrl }: Started) {
    this.contender = contender;
    this.pool = openDatabase(databaseUrl);
  }

  /**
   * About how many rows were ever written, up to two seconds late: costs nothing while it changes, and serves to keep the sender in step.
   * Where nothing is stated anew they are counted, or whoever is quick would wait for the statement.
   */
  async about(): Promise<number> {
    const { schema, name } = this.contender.table;
    const { rows } = await this.pool.query<{ n: number }>(
      'SELECT n_tup_ins AS n FROM pg_stat_user_tables WHERE schemaname = $1 AND relname = $2',
      [schema, name],
    );
    const stated = rows[0]?.n ?? 0;
    const nowMs = performance.now();
    if (stated !== this.last.stated) this.last = { ...this.last, stated, sinceMs: nowMs };
    if (nowMs - this.last.sinceMs > LATE_AFTER_MS) this.last = { stated, sinceMs: nowMs, counted: await this.count() };
    return Math.max(stated, this.last.counted);
  }

  /** How many rows are committed. */
  async count(): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(`SELECT count(*) AS n FROM ${this.from}`);
    return rows[0]!.n;
  }

  /** Throws unless the first `events` events of the run are all there, each once and with the lead of its person. */
  async compare(run: string, events: number, knownPeople: number): Promise<void> {
    const leads = await this.leads();
    const { name, eventIdOf } = this.contender;
    const taken = Array.from({ length: events }, (_, n) => {
      return { clientId: clientIdOf(run, n), person: personOf(n, knownPeople) };
    });
    const wrong = differenceIn(taken, (clientId) => leads.get(eventIdOf(clientId)));
    if (wrong !== null) throw new Error(`${name}: ${wrong}`);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** Lead by event. */
  private async leads(): Promise<ReadonlyMap<string, string>> {
    const leads = new Map<string, string>();
    let after = '';
    for (;;) {
      const { rows } = await this.pool.query<{ event_id: string; lead: string }>(
        `SELECT event_id, lead FROM ${this.from} WHERE event_id > $1 ORDER BY event_id LIMIT ${ROWS_AT_ONCE}`,
        [after],
      );
      for (const { event_id: id, lead } of rows) {
        if (leads.has(id)) throw new Error(`${this.contender.name}: event ${id} is there twice`);
        leads.set(id, lead);
      }
      if (rows.length < ROWS_AT_ONCE) return leads;
      after = rows.at(-1)!.event_id;
    }
  }

  private get from(): string {
    const { schema, name } = this.contender.table;
    return `${schema}.${name}`;
  }
}
