import type { EndedAttempt } from '../domain/prediction/attempt.ts';
import type { ModelVersion, Tally } from '../domain/prediction/model-version.ts';
import { ConversionModels, MOST_LEARNED, MOST_WATCHED } from './conversion-models.ts';
import type { MemoryAttempts } from './memory-attempts.ts';

export class MemoryConversionModels extends ConversionModels {
  readonly #attempts: MemoryAttempts;
  readonly #versions: string[] = [];
  #isAlone = false;

  constructor(attempts: MemoryAttempts) {
    super();
    this.#attempts = attempts;
  }

  async tally(through: number): Promise<Tally> {
    const ended = this.#recorded().map(({ ended: end }) => end);
    const won = ended.filter(({ outcome }) => outcome === 'won').length;
    const since = ended.filter(({ known }) => known > through).length;
    return { won, lost: ended.length - won, since, through: ended.at(-1)?.known ?? 0 };
  }

  async ended(): Promise<readonly EndedAttempt[]> {
    return this.#recorded().slice(-MOST_LEARNED).map(endedOf);
  }

  async since({ trainedAtMs, through }: Pick<ModelVersion, 'trainedAtMs' | 'through'>) {
    const began = [...this.#attempts.rows.values()]
      .filter(({ beganAtMs }) => beganAtMs > trainedAtMs)
      .toSorted((a, b) => a.beganAtMs - b.beganAtMs)
      .map(({ beganAtMs, features }) => ({ beganAtMs, features }));
    const ended = this.#recorded().filter(({ ended: { known } }) => known > through);
    return { began: began.slice(-MOST_WATCHED), ended: ended.slice(-MOST_WATCHED).map(endedOf) };
  }

  async inForceAt(atMs: number): Promise<ModelVersion | null> {
    return this.#all().findLast(({ trainedAtMs }) => trainedAtMs <= atMs) ?? null;
  }

  async newest(): Promise<ModelVersion | null> {
    return this.#all().at(-1) ?? null;
  }

  async newestVersion(): Promise<number> {
    return this.#versions.length;
  }

  async add(model: Omit<ModelVersion, 'version'>): Promise<ModelVersion> {
    const added = { ...model, version: this.#versions.length + 1 };
    this.#versions.push(JSON.stringify(added));
    return added;
  }

  async alone<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#isAlone) return null;
    this.#isAlone = true;
    try {
      return await work();
    } finally {
      this.#isAlone = false;
    }
  }

  #all(): ModelVersion[] {
    return this.#versions.map((body) => JSON.parse(body) as ModelVersion);
  }

  #recorded(): Recorded[] {
    return [...this.#attempts.rows.values()]
      .filter((row): row is Recorded => row.ended !== null)
      .toSorted((a, b) => a.ended.known - b.ended.known);
  }
}

type Row = MemoryAttempts['rows'] extends Map<string, infer R> ? R : never;
type Recorded = Row & { readonly ended: NonNullable<Row['ended']> };

function endedOf({ beganAtMs, features, ended }: Recorded): EndedAttempt {
  return { beganAtMs, features, won: ended.outcome === 'won', endedAtMs: ended.atMs };
}
