import { inTime } from '../in-time.ts';

/** Who asks will not wait for ever. */
const PATIENCE_MS = 3_000;

type Check = { readonly name: string; readonly check: () => Promise<string | null> | string | null };

/** What must hold for the process to do its work. */
export class Readiness {
  private readonly checks: Check[] = [];
  private open = false;
  private readonly patienceMs: number;

  constructor(patienceMs: number = PATIENCE_MS) {
    this.patienceMs = patienceMs;
  }

  add(name: string, check: Check['check']): void {
    this.checks.push({ name, check });
  }

  /** Everything has started. */
  opened(): void {
    this.open = true;
  }

  closed(): void {
    this.open = false;
  }

  async problems(): Promise<string[]> {
    if (!this.open) return ['starting or stopping'];
    const results = await Promise.all(
      this.checks.map(async ({ name, check }) => {
        try {
          const problem = await inTime(Promise.resolve(check()), this.patienceMs, 'it does not answer');
          return problem === null ? null : `${name}: ${problem}`;
        } catch (error) {
          return `${name}: ${error instanceof Error ? error.message : String(error)}`;
        }
      }),
    );
    return results.filter((problem) => problem !== null);
  }
}
