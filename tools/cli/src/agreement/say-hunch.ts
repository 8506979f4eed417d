import Table from 'cli-table3';
import * as z from 'zod';
import type { Terminal } from '../terminal.ts';
import { asListItem } from './add-to-list.ts';

const segment = z.looseObject({
  leads: z.number(),
  qualified: z.number(),
  accepted: z.number(),
  won: z.number(),
  lost: z.number(),
  winRate: z.looseObject({ rate: z.number(), lower: z.number(), upper: z.number() }).nullable(),
});

/** What became of a hunch, as the API says it. */
export const testedHunch = z.looseObject({
  against: z.number(),
  matching: segment,
  rest: segment,
  unknown: z.number(),
  differs: z.enum(['more', 'less']).nullable(),
  rule: z
    .looseObject({
      section: z.array(z.string()).min(1),
      value: z.unknown(),
      points: z.number().nullable(),
      problems: z.array(z.string()),
    })
    .nullable(),
  because: z.string().optional(),
});
type TestedHunch = z.output<typeof testedHunch>;

export function sayHunch(
  { against, matching, rest, unknown, differs, rule, because }: TestedHunch,
  terminal: Terminal,
): void {
  const table = new Table({
    head: ['', 'leads', 'qualified', 'accepted', 'won', 'came to nothing', 'win rate'],
    style: { head: [], border: [] },
  });
  for (const [name, each] of [
    ['for whom it holds', matching],
    ['all others', rest],
  ] as const) {
    table.push([name, each.leads, each.qualified, each.accepted, each.won, each.lost, rateInWords(each.winRate)]);
  }
  terminal.out(table.toString());
  if (unknown > 0) terminal.out(`Of ${unknown} of the others it is not known whether it holds.`);
  if (differs !== null) {
    terminal.out(`Those for whom it holds are won ${differs} often: the intervals lie apart.`);
  } else if (matching.winRate !== null && rest.winRate !== null) {
    terminal.out('The intervals of the win rates overlap: what differs may be chance.');
  }
  if (rule === null) return terminal.out(because ?? 'There is no rule for it.');
  terminal.out(`\nAs a rule, at the end of ${rule.section.join('.')} of version ${against}:\n`);
  terminal.out(asListItem(rule.value).trimEnd());
  for (const problem of rule.problems) terminal.out(`With it the document is not valid: ${problem}`);
}

function rateInWords(winRate: TestedHunch['matching']['winRate']): string {
  if (winRate === null) return 'none has ended';
  const percent = (share: number) => (share * 100).toFixed(1);
  return `${percent(winRate.rate)} % (${percent(winRate.lower)}–${percent(winRate.upper)} %)`;
}
