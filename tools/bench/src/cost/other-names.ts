/**
 * A history under other names: every id of it is a uuid, or holds one, and of each the third group becomes the number of the copy, in the
 * layout of version 8, which nothing else uses. What belonged together does so still, nothing of two copies does, and the order by time of
 * ids that have one stays.
 */
const ID = '([0-9a-f]{8}-[0-9a-f]{4})-[0-9a-f]{4}-([0-9a-f]{4}-[0-9a-f]{12})';

/** `copy` 0 is the original; 4,095 is the most. */
export function inCopy(copy: number, text: string): string {
  if (copy === 0) return text;
  return text.replace(new RegExp(ID, 'g'), `$1-8${copy.toString(16).padStart(3, '0')}-$2`);
}

const PLACE = '«copy»';

/** In SQL: a text with a place for the number of the copy in each id. Finding these is what takes time, so it is done once for all copies. */
export function withPlacesSql(text: string): string {
  return `regexp_replace(${text}, '${ID}', '\\1-${PLACE}-\\2', 'g')`;
}

/** In SQL: the text of a copy, of one with places; `copy` is an expression, above 0. */
export function inCopySql(withPlaces: string, copy: string): string {
  return `replace(${withPlaces}, '${PLACE}', '8' || lpad(to_hex(${copy}), 3, '0'))`;
}
