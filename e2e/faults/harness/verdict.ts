/** What does not hold, by its kind, each as a sentence. */
export type Verdict = {
  /** Acknowledged, and without its effect. */
  readonly lost: string[];
  /** Counted or told more than once. */
  readonly doubled: string[];
  readonly outOfOrder: string[];
  /** Any other difference from the model. */
  readonly wrong: string[];
  /** Set aside though nothing was wrong with it. */
  readonly deadLetters: string[];
};

export const noViolations = (): Verdict => ({ lost: [], doubled: [], outOfOrder: [], wrong: [], deadLetters: [] });

export function sentences(verdict: Verdict): string[] {
  return Object.entries(verdict).flatMap(([kind, found]) => found.map((sentence: string) => `${kind}: ${sentence}`));
}
