import { fieldReader, type FieldReader, type Fields } from './field-reader.ts';
import { asKey, type Form, type Key } from './forms.ts';

/** One subject's values, a column for each field and form that a table was asked for. */
export type FieldRow = readonly unknown[];

type Column = { readonly form: Form<unknown>; readonly index: number };

type Field = {
  readonly name: string;
  readonly read: FieldReader;
  readonly columns: Column[];
  /** A number from 1 for each key that any condition names. */
  readonly numbers: Map<Key, number>;
  /** The number of the field's key, 0 where nobody names it. */
  readonly asNumberOfKey: Form<number | undefined>;
};

/**
 * For subjects that are asked many questions each: a field is looked for once, and brought once into each form in which it is
 * compared, however many conditions ask for it. Of text only its number among the texts that conditions name is compared.
 */
export class FieldTable implements Fields<FieldRow> {
  readonly #fields: Field[] = [];
  #width = 0;

  as<T>(field: string, form: Form<T>): (row: FieldRow) => T {
    const index = this.#indexOf(this.#fieldNamed(field), form);
    return (row) => row[index] as T;
  }

  among(name: string, keys: ReadonlySet<Key>): (row: FieldRow) => boolean | undefined {
    const field = this.#fieldNamed(name);
    const index = this.#indexOf(field, field.asNumberOfKey);
    const isNamed = [false];
    for (const key of keys) {
      const number = field.numbers.get(key) ?? field.numbers.size + 1;
      field.numbers.set(key, number);
      while (isNamed.length < number) isNamed.push(false);
      isNamed[number] = true;
    }
    return (row) => {
      const number = row[index] as number | undefined;
      return number === undefined ? undefined : number < isNamed.length && isNamed[number];
    };
  }

  rowOf(subject: object): FieldRow {
    const row: unknown[] = [];
    row.length = this.#width;
    for (const { read, columns } of this.#fields) {
      const value = read(subject);
      for (const { form, index } of columns) row[index] = form(value);
    }
    return row;
  }

  #fieldNamed(name: string): Field {
    const known = this.#fields.find((field) => field.name === name);
    if (known !== undefined) return known;
    const numbers = new Map<Key, number>();
    const asNumberOfKey: Form<number | undefined> = (value) => {
      const key = asKey(value);
      return key === undefined ? undefined : (numbers.get(key) ?? 0);
    };
    const field = { name, read: fieldReader(name), columns: [], numbers, asNumberOfKey };
    this.#fields.push(field);
    return field;
  }

  #indexOf({ columns }: Field, form: Form<unknown>): number {
    const known = columns.find((column) => column.form === form);
    if (known !== undefined) return known.index;
    const index = this.#width++;
    columns.push({ form, index });
    return index;
  }
}
