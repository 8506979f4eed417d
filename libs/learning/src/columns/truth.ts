const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'f', '0'].map((word) => [word, false] as const),
]);

/** Null where the text is no word for true or false. */
export function readTruth(text: string): boolean | null {
  return TRUTHS.get(text.toLowerCase()) ?? null;
}
