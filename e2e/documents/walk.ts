import type { Reader } from './reader.ts';

/** Runs the command as it stands in the document, and looks at what came of it. */
export type Step = (reader: Reader, command: string) => Promise<void>;

/** How a document's commands are run, each by its first line, in the order of the document. */
export type Walk = {
  /** What the reader's terminal needs. */
  readonly env?: () => Promise<Readonly<Record<string, string>>>;
  /** Before the first command. */
  readonly prepare?: (reader: Reader) => Promise<void>;
  /** After the last command, also when one failed. */
  readonly clear?: (reader: Reader) => Promise<void>;
  readonly steps: Readonly<Record<string, Step>>;
};

/** The last thing that `npm start` prints. */
export const STARTED = 'Ctrl-C stops it';
