import { totalmem } from 'node:os';

const MB = 1_048_576;
const SHARE = 1 / 16;
const LEAST_MB = 128;
const MOST_MB = 1_024;

/**
 * What the embedded PostgreSQL keeps of its tables in memory unless told, in MB: a sixteenth of what the machine, or the container, has.
 * It takes no page before it needs it; PostgreSQL's own advice of a quarter is for a machine that it has for itself.
 */
export function defaultMemoryMb(machineBytes = memoryHere()): number {
  return Math.round(Math.min(MOST_MB, Math.max(LEAST_MB, (machineBytes / MB) * SHARE)));
}

function memoryHere(): number {
  // 0 where nothing limits the process, or nobody knows.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
