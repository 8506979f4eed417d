/** Resolves with `libs`. Throws a NativeProblem, one sentence, where Java or Maven is missing or cannot fetch. */
export function ensureJars(wanted: {
  readonly what: string;
  /** For people, such as "45 MB". */
  readonly size: string;
  readonly pom: string;
  readonly libs: string;
  readonly report?: (message: string) => void;
}): Promise<string>;
