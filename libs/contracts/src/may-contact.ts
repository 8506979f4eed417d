import type { ConsentStatement } from './shapes.ts';

/**
 * The newest dated statement of these channels about contact by sales; undated ones mean refusal and count as oldest, and of two at
 * one instant the refusal holds.
 */
function newest(statements: readonly ConsentStatement[], channel: 'email' | 'phone'): ConsentStatement | undefined {
  return statements
    .filter(
      (statement) => statement.purpose === 'sales' && (statement.channel === channel || statement.channel === 'any'),
    )
    .toSorted((a, b) =>
      saidAtMs(a) === saidAtMs(b) ? Number(b.granted) - Number(a.granted) : saidAtMs(a) - saidAtMs(b),
    )
    .at(-1);
}

function saidAtMs({ at }: ConsentStatement): number {
  return at === undefined ? -Infinity : Date.parse(at);
}

/**
 * What was said decides, and an undated word only refuses. `unasked` says whether silence allows a call: who asked to be contacted
 * may be called, and everybody where calls need no consent.
 */
export function mayCall(statements: readonly ConsentStatement[], unasked: boolean): boolean {
  const said = newest(statements, 'phone');
  if (said === undefined) return unasked;
  return said.granted && said.at !== undefined;
}

/** Somebody said no to mail from sales, or to contact of any kind. */
export function hasOptedOut(statements: readonly ConsentStatement[]): boolean {
  return newest(statements, 'email')?.granted === false;
}
