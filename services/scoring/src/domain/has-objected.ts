import type { ConsentStatement } from '@smarketing/contracts';

/**
 * Whether the person objected to profiling. The newest dated statement counts, whatever its channel; one that nobody dated stands
 * below all dated ones. Nobody asked: scoring is allowed.
 */
export function hasObjected(statements: readonly ConsentStatement[]): boolean {
  let newest: ConsentStatement | undefined;
  for (const each of statements) {
    if (each.purpose === 'profiling' && (newest === undefined || newestFirst(each, newest) < 0)) newest = each;
  }
  return newest !== undefined && (!newest.granted || newest.at === undefined);
}

/** At the same instant a refusal counts. */
function newestFirst(a: ConsentStatement, b: ConsentStatement): number {
  return compare(saidAtMs(b), saidAtMs(a)) || Number(a.granted) - Number(b.granted);
}

function saidAtMs({ at }: ConsentStatement): number {
  return at === undefined ? -Infinity : Date.parse(at);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
