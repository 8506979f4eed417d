import { loadavg } from 'node:os';
import { measureInTurn, median, type Measured } from '../measure.ts';
import type { Contender, Verdict } from './contender.ts';
import { jsonLogicEngine } from './json-logic-engine.ts';
import { jsonRulesEngine } from './json-rules-engine.ts';
import { leads, ruleSet } from './rule-set.ts';
import { smarketing, smarketingInWords } from './smarketing.ts';
import { zenEngine } from './zen-engine.ts';

const SEED = 1;

export type RulesResult = {
  readonly rules: number;
  readonly leads: number;
  /** Scores per second. */
  readonly measured: readonly (Measured & { readonly how: string })[];
  /** How many times as many scores as each rival, with the ledger: in each round, and the median of these. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly ratioRounds: Readonly<Record<string, readonly number[]>>;
  /** Of the machine, over a minute, before and after: others who work on it make rates smaller, and ratios uncertain. */
  readonly load: readonly [number, number];
};

const CONTENDERS = [smarketing, smarketingInWords, jsonRulesEngine, jsonLogicEngine, zenEngine];

/** The same rules on the same leads by everybody: first held against each other, lead by lead, then timed in turn. */
export async function rulesCase({ quick }: { readonly quick: boolean }): Promise<RulesResult> {
  const rules = ruleSet(SEED);
  const facts = leads(quick ? 200 : 1_000, SEED);
  const judges = CONTENDERS.map((prepare) => prepare(rules, facts));
  for (let lead = 0; lead < facts.length; lead++) await mustAgree(judges, lead);
  // Few at a time, so that the slow have short turns, too.
  const contenders = CONTENDERS.map((prepare) => prepare(rules, facts.slice(0, 200)));
  const before = loadavg()[0]!;
  const measured = await measureInTurn(
    Object.fromEntries(contenders.map(({ name, all }) => [name, all])),
    quick ? { rounds: 3, roundMs: 100 } : { rounds: 25, roundMs: 400 },
  );
  const [own, , ...rivals] = measured;
  const ratioRounds = rivals.map(
    ({ name, rounds }) => [name, rounds.map((rate, n) => own!.rounds[n]! / rate)] as const,
  );
  return {
    rules: rules.length,
    leads: facts.length,
    measured: measured.map((each, n) => ({ ...each, how: contenders[n]!.how })),
    ratios: Object.fromEntries(ratioRounds.map(([name, rounds]) => [name, median(rounds)])),
    ratioRounds: Object.fromEntries(ratioRounds),
    load: [before, loadavg()[0]!],
  };
}

async function mustAgree([first, ...others]: readonly Contender[], lead: number): Promise<void> {
  const expected = comparable(await first!.verdictOn(lead));
  for (const other of others) {
    const found = comparable(await other.verdictOn(lead));
    if (found !== expected)
      throw new Error(`lead ${lead}: ${first!.name} says ${expected}, ${other.name} says ${found}`);
  }
}

const comparable = ({ points, rules }: Verdict): string => `${points} by ${rules.toSorted().join(', ')}`;
