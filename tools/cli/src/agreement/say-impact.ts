import Table from 'cli-table3';
import * as z from 'zod';
import type { Terminal } from '../terminal.ts';

/** So many leads of each list are told in words; `--json` has more. */
const TOLD = 5;

const listed = z.looseObject({
  leadId: z.string(),
  at: z.string(),
  priority: z.string(),
  because: z.string(),
  otherwise: z.string().nullable(),
});
const counted = z.looseObject({ count: z.number(), leads: z.array(listed) });
const side = z.looseObject({
  qualified: z.number(),
  byPriority: z.record(z.string(), z.number()),
  byPool: z.array(
    z.looseObject({ pool: z.string(), qualified: z.number(), perDay: z.number(), repsNeeded: z.number() }),
  ),
});

/** What a document would have changed, as the API says it. */
export const impact = z.looseObject({
  against: z.number(),
  from: z.string(),
  until: z.string(),
  leads: z.number(),
  now: side,
  then: side,
  enters: counted,
  leaves: counted,
  winsMissed: counted,
  lossesSpared: counted,
});
type Impact = z.output<typeof impact>;

export function sayImpact(found: Impact, terminal: Terminal): void {
  const { against, from, until, leads, now, then } = found;
  terminal.out(`From ${from.slice(0, 10)} to ${until.slice(0, 10)} something happened to ${leads} leads.`);
  terminal.out(`Under version ${against}, ${now.qualified} of them qualify; under this document ${then.qualified}.`);
  const priorities = namesOf(now.byPriority, then.byPriority);
  if (priorities.length > 0) {
    const table = plainTable(['', 'now', 'then', 'a day', 'reps it takes']);
    for (const name of priorities) table.push([name, now.byPriority[name] ?? 0, then.byPriority[name] ?? 0, '', '']);
    for (const name of namesOf(byName(now), byName(then))) {
      const [before, after] = [byName(now)[name], byName(then)[name]];
      table.push([
        `pool ${name}`,
        before?.qualified ?? 0,
        after?.qualified ?? 0,
        `${before?.perDay ?? 0} → ${after?.perDay ?? 0}`,
        `${before?.repsNeeded ?? 0} → ${after?.repsNeeded ?? 0}`,
      ]);
    }
    terminal.out(table.toString());
  }
  sayList('enter', found.enters, terminal);
  sayList('leave', found.leaves, terminal);
  const { winsMissed, lossesSpared } = found;
  if (winsMissed.count > 0)
    terminal.out(`Of those that leave, ${winsMissed.count} were won: it would have missed them.`);
  if (lossesSpared.count > 0)
    terminal.out(`Of those that leave, ${lossesSpared.count} came to nothing: it would have spared them.`);
}

function sayList(what: string, { count, leads }: Impact['enters'], terminal: Terminal): void {
  if (count === 0) return terminal.out(`Nobody ${what}s.`);
  terminal.out(`${count} ${count === 1 ? `${what}s` : what}:`);
  for (const { leadId, at, priority, because, otherwise } of leads.slice(0, TOLD)) {
    const against = otherwise === null ? '' : `; else: ${otherwise}`;
    terminal.out(`  ${leadId} on ${at.slice(0, 10)}, ${priority}: ${because}${against}`);
  }
  if (count > TOLD) terminal.out(`  and ${count - TOLD} more`);
}

const byName = ({ byPool }: Impact['now']) => Object.fromEntries(byPool.map((pool) => [pool.pool, pool]));
const namesOf = (...of: readonly object[]): string[] =>
  [...new Set(of.flatMap((each) => Object.keys(each)))].toSorted();

function plainTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [] } });
}
