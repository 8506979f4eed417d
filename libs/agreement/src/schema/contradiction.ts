/** A place in the document and what is wrong there. */
export type Contradiction = { path: (string | number)[]; message: string };

export type Located = { id: string; path: (string | number)[] };

/** Reports every id that an earlier one of the same list already took. */
export function repeated(located: Located[], what: string): Contradiction[] {
  const seen = new Set<string>();
  return located.flatMap(({ id, path }) => {
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
  path: (string | number)[],
  what: string,
  single = false,
): Contradiction[] {
  return names.flatMap((name, index) =>
    known.has(name) ? [] : [{ path: single ? path : [...path, index], message: `there is no ${what} "${name}"` }],
  );
}
