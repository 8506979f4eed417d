import { didYouMean } from './nearest.ts';

export type Path = (string | number)[];

/** A place in the document and what is wrong there. */
export type Contradiction = { path: Path; message: string };

export type Located = { id: string; path: Path };

/** The ids of a list with where each stands. */
export function located(section: Path, list: readonly { id: string }[]): Located[] {
  return list.map(({ id }, index) => ({ id, path: [...section, index, 'id'] }));
}

/**
 * Reports every id that an earlier one of the same list already took, and those that every object has of itself, such as `constructor`:
 * what is kept by id would find there what nobody put there.
 */
export function unusableIds(list: readonly Located[], what: string): Contradiction[] {
  const seen = new Set<string>();
  return list.flatMap(({ id, path }) => {
    if (id in Object.prototype)
      return [{ path, message: `"${id}" cannot be the id of a ${what}: programs use that name` }];
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ path, message: `the ${what} id "${id}" is used twice` }];
  });
}

/** One contradiction for each name that is not among the known; `path` is that of the list, or of the one name. */
export function missing(
  names: readonly string[],
  known: ReadonlySet<string>,
  path: Path,
  what: string,
  single = false,
): Contradiction[] {
  return names.flatMap((name, index) =>
    known.has(name)
      ? []
      : [
          {
            path: single ? path : [...path, index],
            message: `there is no ${what} "${name}"${didYouMean(name, known)}`,
          },
        ],
  );
}
