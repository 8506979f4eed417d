import { Conflict, Fenced } from './lane-database.ts';

/**
 * Starts parts of one transaction at once and waits for all of them, whatever becomes of one: none may be at work still when it is rolled
 * back. Rejects with what went wrong: with what our own code has found first (the lanes are somebody else's, another was faster), since
 * the database may have refused what followed from it; else with what was told first.
 */
export async function together<T extends readonly unknown[]>(parts: {
  readonly [K in keyof T]: () => Promise<T[K]>;
}): Promise<T> {
  const errors: unknown[] = [];
  const failed = (error: unknown): void => void errors.push(error);
  const results = await Promise.all(parts.map((part) => begun(part).catch(failed)));
  if (errors.length === 0) return results as unknown as T;
  throw (
    errors.find((error) => error instanceof Fenced) ?? errors.find((error) => error instanceof Conflict) ?? errors[0]
  );
}

/** Rejects also where the part throws before it has anything to wait for. */
async function begun(part: () => Promise<unknown>): Promise<unknown> {
  return part();
}
