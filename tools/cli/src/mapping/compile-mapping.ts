import { BadRow, compileTemplate, compileValue, type Cells, type Scalar } from './compile-value.ts';
import type { MappedValue, Mapping } from './mapping.ts';
import { readInstant } from './read-instant.ts';

/** A row as an event of the intake: CloudEvents 1.0, but for `time`, which is still to be written. */
export type MappedEvent = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Epoch milliseconds. */
  readonly occurredAtMs: number;
  readonly data: { readonly who: Fields } & Readonly<
    Partial<Record<'traits' | 'properties' | 'campaign' | 'asset', Fields>>
  >;
};

type Fields = Readonly<Record<string, Scalar>>;

export type CompiledMapping = {
  /** The columns that a file must have. */
  readonly columns: ReadonlySet<string>;
  /** Throws BadRow. */
  readonly eventOf: (cells: Cells) => MappedEvent;
  /** When the row happened, epoch milliseconds. Throws BadRow. */
  readonly instantOf: (cells: Cells) => number;
};

export function compileMapping(mapping: Mapping): CompiledMapping {
  const { source, type, time } = mapping;
  const id = compileTemplate(mapping.id);
  const who = compileFields(mapping.who);
  const traits = compileFields(mapping.traits);
  const properties = compileFields(mapping.properties);
  const campaign = compileFields(mapping.campaign);
  const asset = compileFields(mapping.asset ?? {});
  const instantOf = (cells: Cells): number => {
    const written = cells.get(time.column);
    if (written === undefined) throw new BadRow(`${time.column} is empty: when did it happen?`);
    const instant = readInstant(written, time.zone);
    if (instant === null) throw new BadRow(`${time.column} is "${written}", which is no date`);
    return instant;
  };
  return {
    columns: new Set(
      [id, who, traits, properties, campaign, asset].flatMap(({ columns }) => columns).concat(time.column),
    ),
    instantOf,
    eventOf: (cells) => {
      const name = id.read(cells);
      if (name === undefined) throw new BadRow(`${emptyOf(id.columns, cells)} is empty, and the id is made of it`);
      if (name.length > 300) throw new BadRow(`the id would have ${name.length} characters, at most 300`);
      const person = who.read(cells);
      if (Object.keys(person).length === 0)
        throw new BadRow(`${emptyOf(who.columns, cells)} is empty: who is it about?`);
      const thing = asset.read(cells);
      return {
        id: name,
        source,
        type,
        occurredAtMs: instantOf(cells),
        data: {
          who: Object.fromEntries(Object.entries(person).map(([kind, value]) => [kind, String(value)])),
          ...unlessEmpty('traits', traits.read(cells)),
          ...unlessEmpty('properties', properties.read(cells)),
          ...unlessEmpty('campaign', textual(campaign.read(cells))),
          // An asset is one by its id.
          ...(thing['id'] === undefined ? {} : unlessEmpty('asset', textual(thing))),
        },
      };
    },
  };
}

type CompiledFields = { readonly columns: readonly string[]; readonly read: (cells: Cells) => Fields };

function compileFields(fields: Readonly<Record<string, MappedValue | undefined>>): CompiledFields {
  const compiled = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, ...compileValue(value) }],
  );
  return {
    columns: compiled.flatMap(({ columns }) => columns),
    read: (cells) => {
      const read: Record<string, Scalar> = {};
      for (const { name, read: valueOf } of compiled) {
        const value = valueOf(cells);
        if (value !== undefined) read[name] = value;
      }
      return read;
    },
  };
}

function emptyOf(columns: readonly string[], cells: Cells): string {
  return columns.filter((column) => !cells.has(column)).join(' and ');
}

function textual(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
}

function unlessEmpty<K extends string>(name: K, fields: Fields): { [P in K]?: Fields } {
  return (Object.keys(fields).length === 0 ? {} : { [name]: fields }) as { [P in K]?: Fields };
}
