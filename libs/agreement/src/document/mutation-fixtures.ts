import fc from 'fast-check';

export type Plain = null | string | number | boolean | Plain[] | { [key: string]: Plain };

/** A number that says where in the document, and one that says what happens there. */
export type Mutation = { where: number; how: number; word: string; size: number };

export const aMutation: fc.Arbitrary<Mutation> = fc.record({
  where: fc.nat(),
  how: fc.nat(),
  word: fc.constantFrom('x', 'P1', 'sales', 'nowhere', 'labell', 'A', 'all', '<<', ''),
  size: fc.constantFrom(-1, 0, 0.5, 1, 2, 3, 7, 100, 1e9),
});

/** Deletes, repeats, moves or changes a little: much of it leaves a valid document. */
export const aGentleMutation: fc.Arbitrary<Mutation> = aMutation.map(({ how, ...rest }) => ({
  ...rest,
  how: [0, 7, 8, 9, 9, 10, 10, 11][how % 8] ?? 0,
}));

/** A copy with one thing deleted, of another type, renamed, repeated, moved or changed a little. */
export function mutated(document: Plain, mutation: Mutation): Plain {
  const copy = structuredClone(document);
  const places = placesIn(copy);
  const place = places[mutation.where % places.length];
  if (place !== undefined) change(place, mutation);
  return copy;
}

type Place = { holder: Plain[] | { [key: string]: Plain }; key: string };

/** Every field and entry of the document, at whatever depth. */
function placesIn(value: Plain): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value;
  return Object.entries(value).flatMap(([key, each]) => [{ holder, key }, ...placesIn(each)]);
}

function change({ holder, key }: Place, { how, word, size }: Mutation): void {
  const fields = holder as { [key: string]: Plain };
  const value = fields[key] as Plain;
  const changes: (() => void)[] = [
    () => void (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete fields[key]),
    () => void (fields[key] = word),
    () => void (fields[key] = size),
    () => void (fields[key] = how % 2 === 0),
    () => void (fields[key] = null),
    () => void (fields[key] = []),
    () => void (fields[key] = {}),
    () => void (fields[key] = [value]),
    () => {
      if (Array.isArray(holder)) holder.push(structuredClone(value));
      else {
        fields[`${key}${word}`] = value;
        delete fields[key];
      }
    },
    () => void (fields[key] = nudged(value, word, size)),
    () => void (fields[key] = nudged(value, word, size)),
    () => void (Array.isArray(value) && value.reverse()),
  ];
  changes[how % changes.length]?.();
}

/** Much like it was, so that a valid document often stays valid. */
function nudged(value: Plain, word: string, size: number): Plain {
  if (typeof value === 'number') return Math.round(value * 100 + size * 100) / 100;
  if (typeof value === 'string') return `${value}${word}`;
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value)) return value.slice(1);
  return value;
}
