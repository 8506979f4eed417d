import type { MappedValue } from './mapping.ts';
import { parseTemplate } from './template.ts';

/** The cells of a row by column; one that is not known is absent. */
export type Cells = ReadonlyMap<string, string>;

export type Scalar = string | number | boolean;

/** Says what is wrong with a row. */
export class BadRow extends Error {
  override readonly name = 'BadRow';
}

/** Undefined where the row does not know it. Throws BadRow where a cell cannot be read. */
export type ReadValue = (cells: Cells) => Scalar | undefined;

export type CompiledValue = { readonly columns: readonly string[]; readonly read: ReadValue };

export function compileValue(value: MappedValue): CompiledValue {
  if (typeof value === 'number' || typeof value === 'boolean') return { columns: [], read: () => value };
  if (typeof value === 'string') return compileTemplate(value);
  const { column, as, values, otherwise } = value;
  const meanings = values && new Map(Object.entries(values));
  return {
    columns: [column],
    read: (cells) => {
      const cell = cells.get(column);
      if (cell === undefined) return otherwise;
      return meanings?.get(cell) ?? typed(cell, column, as);
    },
  };
}

export type CompiledTemplate = {
  readonly columns: readonly string[];
  readonly read: (cells: Cells) => string | undefined;
};

/** Known only where all of its columns are. */
export function compileTemplate(template: string): CompiledTemplate {
  const parts = parseTemplate(template) ?? [];
  const columns = parts.flatMap((part) => ('column' in part ? [part.column] : []));
  return {
    columns,
    read: (cells) => {
      let text = '';
      for (const part of parts) {
        const piece = 'text' in part ? part.text : cells.get(part.column);
        if (piece === undefined) return undefined;
        text += piece;
      }
      return text;
    },
  };
}

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'f', '0'].map((word) => [word, false] as const),
]);

function typed(cell: string, column: string, as: 'text' | 'number' | 'boolean'): Scalar {
  switch (as) {
    case 'text':
      return cell;
    case 'number': {
      const number = Number(cell);
      if (Number.isFinite(number)) return number;
      throw new BadRow(`${column} is "${cell}", which is no number`);
    }
    case 'boolean': {
      const truth = TRUTHS.get(cell.toLowerCase());
      if (truth !== undefined) return truth;
      throw new BadRow(`${column} is "${cell}", which is neither true nor false`);
    }
  }
}
