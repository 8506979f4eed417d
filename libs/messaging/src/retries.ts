/** What may fail and is then tried again, and whether it is the log or the database that is asked. */
const ASKED = {
  'claiming lanes': 'database',
  'claiming lanes again': 'database',
  'reading timers': 'database',
  'folding a batch': 'database',
  'going on with a sweep': 'database',
  'committing a batch': 'database',
  'reading the environment': 'database',
  'publishing to the log': 'log',
  'asking how far the log was read': 'log',
  'committing offsets': 'log',
} as const;

export type Retried = keyof typeof ASKED;

/** Something that does not succeed: the last error, and since when, by `performance.now()`. */
export type Retry = {
  readonly what: Retried;
  readonly asked: 'log' | 'database';
  readonly since: number;
  readonly error: string;
};

/** Remembers what is being tried again, from its first failure to its success. */
export class Retries {
  private readonly ongoing = new Map<Retried, Retry>();
  private readonly onRetry: (what: string, error: unknown) => void;

  constructor(onRetry: (what: string, error: unknown) => void) {
    this.onRetry = onRetry;
  }

  failed(what: Retried, error: unknown): void {
    const since = this.ongoing.get(what)?.since ?? performance.now();
    this.ongoing.set(what, { what, asked: ASKED[what], since, error: wordsOf(error) });
    this.onRetry(what, error);
  }

  /** It succeeded, or nobody tries it any more. */
  over(what: Retried): void {
    this.ongoing.delete(what);
  }

  list(): readonly Retry[] {
    return [...this.ongoing.values()];
  }
}

/** Errors of connections tried at several addresses have no message of their own, but a code. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : error.message;
}
