/** P(X ≤ won) of a binomial X of the given rows and rate: the p-value against "it converts at least at that rate". */
export function binomialLowerTail(won: number, rows: number, rate: number): number {
  if (won >= rows) return 1;
  if (rate <= 0) return 1;
  if (rate >= 1) return 0;
  const odds = rate / (1 - rate);
  // Above the mean the upper tail is the short one.
  if (won > rows * rate) {
    let term = Math.exp(logBinomial(rows, won + 1) + (won + 1) * Math.log(rate) + (rows - won - 1) * Math.log1p(-rate));
    let tail = 0;
    for (let k = won + 1; k <= rows && term > tail * 1e-17; k += 1) {
      tail += term;
      term *= (odds * (rows - k)) / (k + 1);
    }
    return Math.max(0, 1 - tail);
  }
  let term = Math.exp(logBinomial(rows, won) + won * Math.log(rate) + (rows - won) * Math.log1p(-rate));
  let tail = 0;
  for (let k = won; k >= 0 && term > tail * 1e-17; k -= 1) {
    tail += term;
    term *= k / (odds * (rows - k + 1));
  }
  return Math.min(1, tail);
}

function logBinomial(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const SMALL = [0, 0];
for (let n = 2; n < 256; n += 1) SMALL.push(SMALL[n - 1]! + Math.log(n));

/** Exact below 256, by Stirling's series above (Abramowitz and Stegun 6.1.41; the error is below 1e-16). */
function logFactorial(n: number): number {
  const small = SMALL[n];
  if (small !== undefined) return small;
  const x = n + 1;
  return (
    (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
  );
}
