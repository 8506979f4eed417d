import { createHash } from 'node:crypto';

/**
 * The id of a new lead: laid out as a uuid v7, so that ids sort by age, but nothing in it is random: the time is when its
 * first event was received (epoch ms), the rest a hash of that event's id.
 */
export function leadIdOf(receivedAtMs: number, eventId: string): string {
  const bytes = createHash('sha256').update(`lead ${eventId}`).digest().subarray(0, 16);
  bytes.writeUIntBE(Math.max(0, Math.trunc(receivedAtMs)), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
