/**
 * Lanes: the unit of order and of ownership.
 *
 * Every internal topic has as many partitions as there are lanes, and partition number = lane, always given explicitly.
 * Within a service a lane has exactly one writer, so a key (a lead, a company domain) has exactly one writer too.
 */

/** Fixed for an installation's life: changing it would move keys to other lanes, away from their state. */
export const LANES = 24;

/** The lane of a key: Kafka's own default partitioner (murmur2 of the UTF-8 bytes, sign bit cleared), so that other clients agree. */
export function laneOf(key: string, lanes: number = LANES): number {
  return (murmur2(key) & 0x7fffffff) % lanes;
}

const encoder = new TextEncoder();
const M = 0x5bd1e995;

/** MurmurHash2 as in Kafka's `Utils.murmur2` (seed 0x9747b28c); a signed 32-bit integer. */
export function murmur2(text: string): number {
  const bytes = encoder.encode(text);
  const length = bytes.length;
  let hash = 0x9747b28c ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  const rest = length - whole;
  if (rest === 3) hash ^= bytes[whole + 2]! << 16;
  if (rest >= 2) hash ^= bytes[whole + 1]! << 8;
  if (rest >= 1) hash = Math.imul(hash ^ bytes[whole]!, M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}
