const Z_95 = 1.959963984540054;

/** Wilson's 95 % interval of a share (Wilson 1927; Agresti and Coull 1998). */
export function wilsonInterval(won: number, rows: number): { readonly lower: number; readonly upper: number } {
  if (rows === 0) return { lower: 0, upper: 1 };
  const share = won / rows;
  const z2 = Z_95 * Z_95;
  const middle = share + z2 / (2 * rows);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / rows + z2 / (4 * rows * rows));
  const scale = 1 + z2 / rows;
  return { lower: Math.max(0, (middle - spread) / scale), upper: Math.min(1, (middle + spread) / scale) };
}
