import { DatabaseError } from 'pg';

/** Connection, rollback (deadlock), resources, object in use, operator intervention, system error: all of them pass. */
const PASSING = new Set(['08', '40', '53', '55', '57', '58']);

/** Whether an error says that the database is away or busy, and not that it refuses what was asked. */
export function isOutage(error: unknown): boolean {
  if (error instanceof DatabaseError) return PASSING.has(error.code?.slice(0, 2) ?? '');
  return !(error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError);
}

/** Resolves after a while, or at once when the signal is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
