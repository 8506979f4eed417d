/** Whether losses fall, row by row and on average, by more than the standard error of what they fall. */
export function gains(before: Float64Array, after: Float64Array): boolean {
  const differences = before.map((loss, at) => loss - after[at]!);
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, differences.length - 1) / differences.length);
  return mean > error;
}
