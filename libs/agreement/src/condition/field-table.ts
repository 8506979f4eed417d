import { fieldReader, type FieldReader, type ReadField } from './field-reader.ts';
import type { Form } from './forms.ts';

/** One subject's values, a column for each field and form that a table was asked for. */
export type FieldRow = readonly unknown[];

/**
 * For subjects that are asked many questions each: a field is looked for once, and brought once into each form in which it is
 * compared, however many conditions ask for it.
 */
export class FieldTable {
  readonly #columns: { readonly field: string; readonly read: FieldReader; readonly form: Form<unknown> }[] = [];

  readonly readField: ReadField<FieldRow> = <T>(field: string, form: Form<T>) => {
    const known = this.#columns.findIndex((column) => column.field === field && column.form === form);
    const index = known >= 0 ? known : this.#columns.push({ field, read: fieldReader(field), form }) - 1;
    return (row: FieldRow) => row[index] as T;
  };

  rowOf(subject: object): FieldRow {
    const row: unknown[] = [];
    for (const { read, form } of this.#columns) row.push(form(read(subject)));
    return row;
  }
}
