type Letter = { readonly at: string; readonly id: string };

/** One page of lists that are newest first, each by itself: the newest of all, and whether there is more. */
export function mergeLetters<L extends Letter>(
  lists: readonly (readonly L[])[],
  limit: number,
): { readonly items: readonly L[]; readonly hasMore: boolean } {
  const all = lists.flat().toSorted((a, b) => (isAfter(b, a) ? -1 : 1));
  return { items: all.slice(0, limit), hasMore: all.length > limit };
}

/** In the order of each service's own list. */
const isAfter = (a: Letter, b: Letter): boolean => (a.at === b.at ? a.id < b.id : a.at < b.at);
