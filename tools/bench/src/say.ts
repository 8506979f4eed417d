/** Figures as tables show them. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function oneDigit(value: number): string {
  return value.toFixed(1);
}

/** From the least to the most of them. */
export function spread(values: readonly number[], say: (value: number) => string): string {
  return `${say(Math.min(...values))}–${say(Math.max(...values))}`;
}

/** Load averages in the order in which they were taken. */
export function sayLoad(load: readonly number[]): string {
  return `Load average of the machine: ${load.map(oneDigit).join(', then ')}`;
}
