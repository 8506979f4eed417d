import type { ServiceDatabase } from '@smarketing/service-kit';
import pg from 'pg';
import type { EndedAttempt } from '../domain/prediction/attempt.ts';
import type { Features } from '../domain/prediction/features.ts';
import type { LearnedModel, ModelVersion, Tally } from '../domain/prediction/model-version.ts';
import { ConversionModels, MOST_LEARNED, MOST_WATCHED } from './conversion-models.ts';

type AttemptRow = {
  readonly began: string;
  readonly features: Features;
  readonly won: boolean;
  readonly ended: string;
};
type ModelRow = {
  readonly version: number;
  readonly trained: string;
  readonly won: number;
  readonly lost: number;
  readonly through: string;
  readonly body: LearnedModel;
};

const ATTEMPT = `began_at_ms AS began, features, outcome = 'won' AS won, ended_at_ms AS ended`;
const MODEL = 'version, trained_at_ms AS trained, won, lost, through, body';

export class PostgresConversionModels extends ConversionModels {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #attempts: string;
  readonly #models: string;

  constructor({ pool, schema }: ServiceDatabase) {
    super();
    this.#pool = pool;
    this.#schema = schema;
    this.#attempts = `${pg.escapeIdentifier(schema)}.attempt`;
    this.#models = `${pg.escapeIdentifier(schema)}.conversion_model`;
  }

  async tally(through: number): Promise<Tally> {
    const { rows } = await this.#pool.query<{ won: number; lost: number; since: number; last: string | null }>(
      `SELECT count(*) FILTER (WHERE outcome = 'won')::int AS won, count(*) FILTER (WHERE outcome = 'lost')::int AS lost,
              count(*) FILTER (WHERE known > $1)::int AS since, max(known) AS last
         FROM ${this.#attempts} WHERE known IS NOT NULL`,
      [through],
    );
    const { won, lost, since, last } = rows[0]!;
    return { won, lost, since, through: Number(last ?? 0) };
  }

  async ended(): Promise<readonly EndedAttempt[]> {
    return this.#endedSince(0, MOST_LEARNED);
  }

  async since({ trainedAtMs, through }: Pick<ModelVersion, 'trainedAtMs' | 'through'>) {
    const { rows } = await this.#pool.query<AttemptRow>(
      `SELECT ${ATTEMPT} FROM ${this.#attempts} WHERE began_at_ms > $1 ORDER BY began_at_ms DESC LIMIT ${MOST_WATCHED}`,
      [trainedAtMs],
    );
    const began = rows.map(({ began: at, features }) => ({ beganAtMs: Number(at), features }));
    return { began: began.toReversed(), ended: await this.#endedSince(through, MOST_WATCHED) };
  }

  async inForceAt(atMs: number): Promise<ModelVersion | null> {
    return this.#find('WHERE trained_at_ms <= $1', [Math.floor(atMs)]);
  }

  async newest(): Promise<ModelVersion | null> {
    return this.#find('', []);
  }

  async newestVersion(): Promise<number> {
    const { rows } = await this.#pool.query<{ version: number | null }>(
      `SELECT max(version) AS version FROM ${this.#models}`,
    );
    return rows[0]?.version ?? 0;
  }

  async add({ trainedAtMs, outcomes, through, ...body }: Omit<ModelVersion, 'version'>): Promise<ModelVersion> {
    // Two that are learned at the same time cannot have one number: the second is refused.
    const { rows } = await this.#pool.query<ModelRow>(
      `INSERT INTO ${this.#models} (version, trained_at_ms, won, lost, through, body)
       SELECT coalesce(max(version), 0) + 1, $1, $2, $3, $4, $5 FROM ${this.#models} RETURNING ${MODEL}`,
      [trainedAtMs, outcomes.won, outcomes.lost, through, JSON.stringify(body)],
    );
    return versionOf(rows[0]!);
  }

  /** By a lock of the session, which ends with its process. */
  async alone<T>(work: () => Promise<T>): Promise<T | null> {
    const client = await this.#pool.connect();
    const key = [`smarketing ${this.#schema} learns`];
    let isLost = false;
    const lose = (): void => {
      isLost = true;
    };
    client.on('error', lose);
    try {
      const { rows } = await client.query<{ got: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS got',
        key,
      );
      if (rows[0]?.got !== true) return null;
      try {
        return await work();
      } finally {
        await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', key).catch(lose);
      }
    } finally {
      client.off('error', lose);
      client.release(isLost);
    }
  }

  async #endedSince(through: number, most: number): Promise<readonly EndedAttempt[]> {
    const { rows } = await this.#pool.query<AttemptRow>(
      `SELECT ${ATTEMPT} FROM ${this.#attempts} WHERE known > $1 ORDER BY known DESC LIMIT ${most}`,
      [through],
    );
    return rows
      .map(({ began, features, won, ended }) => ({
        ...{ beganAtMs: Number(began), features, won, endedAtMs: Number(ended) },
      }))
      .toReversed();
  }

  async #find(where: string, values: readonly number[]): Promise<ModelVersion | null> {
    const { rows } = await this.#pool.query<ModelRow>(
      `SELECT ${MODEL} FROM ${this.#models} ${where} ORDER BY version DESC LIMIT 1`,
      [...values],
    );
    return rows[0] === undefined ? null : versionOf(rows[0]);
  }
}

function versionOf({ version, trained, won, lost, through, body }: ModelRow): ModelVersion {
  return { ...body, version, trainedAtMs: Number(trained), outcomes: { won, lost }, through: Number(through) };
}
