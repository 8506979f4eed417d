/**
 * The same minimum by other means, to compare with: gradient descent with Nesterov's momentum at a fixed step (1 over a bound of the
 * curvature), on plain arrays. Slow, and shares no code with the Newton fit. The intercept comes last.
 */
export function slowLogistic(
  rows: readonly (readonly number[])[],
  outcomes: readonly number[],
  penalty: number,
): readonly number[] {
  const width = rows[0]!.length;
  const inputs = rows.map((row) => [...row, 1]);
  const curvature = inputs.reduce((sum, row) => sum + row.reduce((squares, x) => squares + x * x, 0), 0) / 4 + penalty;
  let beta = Array.from({ length: width + 1 }, () => 0);
  let ahead = beta;
  for (let step = 1; step <= 200_000; step += 1) {
    const gradient = ahead.map((each, j) => (j < width ? penalty * each : 0));
    inputs.forEach((row, i) => {
      const eta = row.reduce((sum, x, j) => sum + x * ahead[j]!, 0);
      const residual = 1 / (1 + Math.exp(-eta)) - outcomes[i]!;
      row.forEach((x, j) => (gradient[j]! += residual * x));
    });
    if (Math.max(...gradient.map(Math.abs)) < 1e-9) return ahead;
    const next = ahead.map((each, j) => each - gradient[j]! / curvature);
    // Momentum that points uphill is dropped (O'Donoghue and Candès 2015).
    const uphill = gradient.reduce((sum, each, j) => sum + each * (next[j]! - beta[j]!), 0) > 0;
    const momentum = uphill ? 0 : (step - 1) / (step + 2);
    ahead = next.map((each, j) => each + momentum * (each - beta[j]!));
    beta = next;
  }
  throw new Error('the slow fit did not converge');
}
