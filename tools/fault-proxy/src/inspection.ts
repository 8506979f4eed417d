/** What becomes of the bytes that came from one side: `pass` goes on, then the connection is cut where `cut` says so. */
export type Verdict = {
  readonly pass: readonly Buffer[];
  readonly cut: boolean;
  /** What the proxy itself answers to the side that sent the bytes. */
  readonly reply?: Buffer;
};

/** Reads along on one connection, and may change or swallow messages. Throws on what is not its protocol. */
export type Inspection = {
  fromClient(chunk: Buffer): Verdict;
  fromTarget(chunk: Buffer): Verdict;
};

/** Passes everything on, whatever it is. */
export const NO_INSPECTION: Inspection = {
  fromClient: (chunk) => ({ pass: [chunk], cut: false }),
  fromTarget: (chunk) => ({ pass: [chunk], cut: false }),
};
