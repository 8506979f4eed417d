import { totalmem } from 'node:os';

const MB = 1_048_576;
const SHARE = 1 / 16;
/** PostgreSQL's own default. */
export const LEAST_MB = 128;
const MOST_MB = 1_024;

/**
 * What the embedded PostgreSQL keeps of its tables in memory unless told, in MB: a sixteenth of what the machine, or the container, has.
 * PostgreSQL's own advice of a quarter is for a machine that it has for itself.
 */
export function defaultMemoryMb(machineBytes = totalmem(), limitBytes = process.constrainedMemory()): number {
  // No limit, or none that is known, is 0 or more than there can be.
  const bytes = limitBytes > 0 ? Math.min(limitBytes, machineBytes) : machineBytes;
  return Math.round(Math.min(MOST_MB, Math.max(LEAST_MB, (bytes / MB) * SHARE)));
}
