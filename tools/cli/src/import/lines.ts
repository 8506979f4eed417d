import type { Interface } from 'node:readline';

export type Line = { readonly number: number; readonly text: string };

/** The lines of a file, numbered from 1, some of which may be put back to be read again. */
export class Lines {
  private readonly reader: Interface;
  private readonly source: AsyncIterator<string>;
  private waiting: string[] = [];
  private number = 0;

  constructor(reader: Interface) {
    this.reader = reader;
    this.source = reader[Symbol.asyncIterator]();
  }

  /** Null after the last one. */
  async next(): Promise<Line | null> {
    let text = this.waiting.shift();
    if (text === undefined) {
      const { done, value } = await this.source.next();
      if (done === true) return null;
      text = value;
    }
    this.number += 1;
    return { number: this.number, text };
  }

  /** The lines taken last, in their order. */
  putBack(texts: readonly string[]): void {
    this.waiting = [...texts, ...this.waiting];
    this.number -= texts.length;
  }

  close(): void {
    this.reader.close();
  }
}
