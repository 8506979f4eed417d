/** Points are whole hundredths inside: integers add up exactly, floats do not. */
export function toHundredths(points: number): number {
  return Math.round(points * 100);
}

export function toPoints(hundredths: number): number {
  return hundredths / 100;
}

/** Away from zero at the half, alike for positive and negative points. */
export function roundHundredths(value: number): number {
  const rounded = value < 0 ? -Math.round(-value) : Math.round(value);
  return rounded === 0 ? 0 : rounded;
}
