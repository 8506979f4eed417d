import { randomSource, type RandomSource } from '../random.ts';
import { HistoryTableBuilder, type HistoryTable } from '../table/history-table.ts';

export type Lead = { readonly won: boolean; readonly [column: string]: string | number | boolean };

/** A history of made leads; `won` is the outcome and no column. */
export function aHistory(leads: readonly Lead[], seed = 1): HistoryTable {
  const names = Object.keys(leads[0] ?? {}).filter((name) => name !== 'won');
  const builder = new HistoryTableBuilder(names, seed);
  for (const lead of leads) builder.add((name) => String(lead[name] ?? ''), lead.won);
  return builder.finish();
}

/** As many leads as asked, each made from random numbers that are the same in every run. */
export function someLeads(count: number, make: (random: RandomSource, at: number) => Lead, seed = 7): Lead[] {
  const random = randomSource(seed);
  return Array.from({ length: count }, (_, at) => make(random, at));
}

/** Standard normal, by Box and Muller. */
export function normal(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function pick<T>(random: RandomSource, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}
