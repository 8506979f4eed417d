/** What a command may touch of the process it runs in: data go to `out`, everything else to `err`. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** One or more lines of data, without the last line break. */
  readonly out: (text: string) => void;
  /** One or more lines for the eye, without the last line break. */
  readonly err: (text: string) => void;
  /** Shown where stderr is a terminal, silent elsewhere. */
  readonly progress: (label: string, total: number) => Progress;
  readonly readStdin: () => Promise<string>;
  /** Fires at Ctrl-C. */
  readonly interrupted: AbortSignal;
};

export type Progress = {
  readonly advance: (by: number) => void;
  readonly end: () => void;
};
