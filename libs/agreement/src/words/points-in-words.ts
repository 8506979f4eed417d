import { toPoints } from '../score/hundredths.ts';

/** `1 point`, `3.5 points`, `−5 points`, from hundredths. */
export function pointsInWords(hundredths: number): string {
  const points = toPoints(hundredths);
  return `${numberInWords(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;
}

const IN_FULL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });

/** In full: two numbers that differ never read alike. */
export function numberInWords(value: number): string {
  const size = IN_FULL.format(Math.abs(value));
  return value < 0 ? `−${size}` : size;
}

/** `once`, `twice`, `3 times`. */
export function timesInWords(times: number): string {
  return times === 1 ? 'once' : times === 2 ? 'twice' : `${numberInWords(times)} times`;
}

export function daysInWords(days: number): string {
  return days === 1 ? '1 day' : `${numberInWords(days)} days`;
}

/** Business minutes, as `15 minutes` or `2 hours`. */
export function minutesInWords(minutes: number): string {
  if (minutes >= 60 && minutes % 60 === 0) return minutes === 60 ? '1 hour' : `${numberInWords(minutes / 60)} hours`;
  return minutes === 1 ? '1 minute' : `${numberInWords(minutes)} minutes`;
}

/** `80 %`, from 0.8. */
export function percentInWords(share: number): string {
  // 0.55 × 100 is 55.00000000000001 to a machine.
  return `${numberInWords(Number((share * 100).toPrecision(14)))} %`;
}

export function listInWords(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
