import type { Timer, TimerChange } from '@smarketing/messaging';

type Removal = { readonly name: string; readonly key: string; readonly generation: number | null };
/** The data as JSON text: a \u0000 within the JSON parameter itself would make its splitter fail. */
type Setting = Omit<Exclude<TimerChange, { readonly cancel: true }>, 'data'> & { readonly data: string };

/**
 * The rows to remove and to set, each timer at most once per list and sorted, so that the statements may touch them in any
 * order: fired ones only in their own generation, of several changes of a timer the last.
 */
export function timerRows(
  changes: readonly TimerChange[],
  fired: readonly Timer[],
): { readonly removed: readonly Removal[]; readonly set: readonly Setting[] } {
  const last = new Map<string, TimerChange>();
  for (const change of changes) last.set(identity(change), change);
  const removed: Removal[] = fired.map(({ name, key, generation }) => ({ name, key, generation }));
  const set: Setting[] = [];
  for (const change of last.values()) {
    if ('cancel' in change) removed.push({ name: change.name, key: change.key, generation: null });
    else set.push({ ...change, data: JSON.stringify(change.data) });
  }
  return { removed: removed.sort(byIdentity), set: set.sort(byIdentity) };
}

export function changeTimersSql(schema: string): { readonly remove: string; readonly set: string } {
  return {
    remove: `DELETE FROM ${schema}.timers AS t USING json_to_recordset($1::json) AS r (name text, key text, generation bigint)
      WHERE t.name = r.name AND t.key = r.key AND (r.generation IS NULL OR t.generation = r.generation)`,
    set: `INSERT INTO ${schema}.timers (lane, name, key, due_at_ms, data)
      SELECT lane, name, key, "dueAtMs", data::json
      FROM json_to_recordset($1::json) AS r (lane int, name text, key text, "dueAtMs" bigint, data text)
      ON CONFLICT (name, key) DO UPDATE SET lane = excluded.lane, due_at_ms = excluded.due_at_ms, data = excluded.data,
        generation = excluded.generation`,
  };
}

function identity({ name, key }: { readonly name: string; readonly key: string }): string {
  return `${name}\n${key}`;
}

function byIdentity(a: { name: string; key: string }, b: { name: string; key: string }): number {
  const [left, right] = [identity(a), identity(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
