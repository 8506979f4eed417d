export type LearnOptions = {
  readonly seed: number;
  readonly split: 'random' | 'time';
  /** Says when a lead was; needed for a split by time. Ages count back from it, and it is no input itself. */
  readonly time: string | null;
  readonly ignore: readonly string[];
  /** Stay in the model whatever is found about them. */
  readonly keep: readonly string[];
  /** Columns that the scorecard may count; left out: all. */
  readonly scorecardOf?: (column: string) => boolean;
  /** Told before each step, in words. */
  readonly onStep?: (step: string) => void;
};
