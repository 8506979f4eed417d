export type Patience = {
  /** How long the check may go on failing before its last error is thrown. Generous: it only costs time when a test fails. */
  readonly withinMs?: number;
  readonly everyMs?: number;
};

/** Repeats a check until it stops throwing, and returns what it returned; throws its last error when patience ends. */
export async function eventually<T>(check: () => T | Promise<T>, patience: Patience = {}): Promise<T> {
  const { withinMs = 20_000, everyMs = 10 } = patience;
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= giveUpAt) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
