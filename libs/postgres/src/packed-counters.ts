/** What a lane has counted, by name; of most names there are as many as there are lanes, and they differ in a last number only. */
export type Counters = Readonly<Record<string, number>>;

/** The same, with one list for all names that differ in their last number: by what comes before that, the count of each number. */
export type PackedCounters = Readonly<Record<string, number | readonly (number | null)[]>>;

/** Longer lists would be mostly empty. */
const LONGEST_LIST = 64;

/** A fifth of the JSON that the plain form takes: what a lane has counted is parsed and written with each of its batches. */
export function packCounters(counters: Counters): PackedCounters {
  const packed: Record<string, number | (number | null)[]> = {};
  const lists: Record<string, (number | null)[]> = {};
  for (const [name, count] of Object.entries(counters)) {
    const at = lastNumberIn(name);
    const prefix = name.slice(0, at);
    const nth = Number(name.slice(at));
    // A list must not take the place of a count.
    if (at === name.length || nth >= LONGEST_LIST || prefix in counters) {
      packed[name] = count;
      continue;
    }
    const list = (lists[prefix] ??= []);
    while (list.length < nth) list.push(null);
    list[nth] = count;
  }
  return Object.assign(packed, lists);
}

export function unpackCounters(packed: PackedCounters): Record<string, number> {
  const counters: Record<string, number> = {};
  for (const [name, counted] of Object.entries(packed)) {
    if (typeof counted === 'number') counters[name] = counted;
    else for (const [nth, count] of counted.entries()) if (count !== null) counters[`${name}${nth}`] = count;
  }
  return counters;
}

/** Where the number begins with which a name ends, as `String` would write it; the name's length where there is none. */
function lastNumberIn(name: string): number {
  let at = name.length;
  while (at > 0 && isDigit(name.charCodeAt(at - 1))) at--;
  const isWritten = name.charCodeAt(at) !== 48 || at === name.length - 1;
  return isWritten ? at : name.length;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
