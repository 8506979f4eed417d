import Table from 'cli-table3';
import { oneDigit, sayLoad, spread, whole } from '../say.ts';
import type { RulesResult } from './rules-case.ts';

export function rulesTable(rules: RulesResult): string {
  const table = new Table({
    head: ['60 rules', 'scores/s', 'rounds', 'Smarketing is', 'does'],
    style: { head: [], border: [] },
  });
  for (const { name, median, rounds, how } of rules.measured) {
    const ratio = rules.ratios[name];
    const times = rules.ratioRounds[name];
    table.push([
      ...[name, whole(median), spread(rounds, whole)],
      ratio === undefined || times === undefined ? '' : `${oneDigit(ratio)} × (${spread(times, oneDigit)})`,
      how,
    ]);
  }
  return `${table.toString()}\n${sayLoad(rules.load)}`;
}
