/** Types of elements by their number in PostgreSQL's catalogue, which never changes. */
const OIDS = { json: 114, text: 25 } as const;

/**
 * A parameter of type `json[]` or `text[]`, in PostgreSQL's binary format: one parameter for a column of many rows, whose texts are
 * sent as they are. As a literal each quote in them would be escaped; as parameters of their own they would make a statement
 * that is parsed and planned by the row. Texts are sent as UTF-8; see `storableText` for what PostgreSQL's text does not hold.
 *
 * The format: dimensions, whether there are nulls, type, then length and lower bound of the one dimension, each of four bytes; then
 * each element with its length before it, -1 for null.
 */
export function arrayParameter(type: keyof typeof OIDS, values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  const size = lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), 0);
  const isEmpty = values.length === 0;
  const buffer = Buffer.allocUnsafe((isEmpty ? 12 : 20) + size);
  let at = buffer.writeInt32BE(isEmpty ? 0 : 1, 0);
  at = buffer.writeInt32BE(lengths.includes(-1) ? 1 : 0, at);
  at = buffer.writeInt32BE(OIDS[type], at);
  if (isEmpty) return buffer;
  at = buffer.writeInt32BE(values.length, at);
  at = buffer.writeInt32BE(1, at);
  for (const [index, value] of values.entries()) {
    at = buffer.writeInt32BE(lengths[index]!, at);
    if (value !== null) at += buffer.write(value, at);
  }
  return buffer;
}

/** A column of rows as such a parameter. */
export function column<T>(type: keyof typeof OIDS, rows: readonly T[], of: (row: T) => string | null): Buffer {
  return arrayParameter(type, rows.map(of));
}
