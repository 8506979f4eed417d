import { measureInTurn, type Measured } from '../measure.ts';
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
  /** How many times as many scores as each rival, with the ledger. */
  readonly ratios: Readonly<Record<string, number>>;
};

/** The same rules on the same leads by everybody: first held against each other, lead by lead, then timed in turn. */
export async function rulesCase({ quick }: { readonly quick: boolean }): Promise<RulesResult> {
  const rules = ruleSet(SEED);
  const facts = leads(quick ? 200 : 1_000, SEED);
  const contenders = [smarketing, smarketingInWords, jsonRulesEngine, jsonLogicEngine, zenEngine].map((prepare) =>
    prepare(rules, facts),
  );
  for (let lead = 0; lead < facts.length; lead++) await mustAgree(contenders, lead);
  const measured = await measureInTurn(
    Object.fromEntries(contenders.map(({ name, all }) => [name, all])),
    quick ? { rounds: 3, roundMs: 100 } : { rounds: 5, roundMs: 2_000 },
  );
  const [own, , ...rivals] = measured;
  return {
    rules: rules.length,
    leads: facts.length,
    measured: measured.map((each, n) => ({ ...each, how: contenders[n]!.how })),
    ratios: Object.fromEntries(rivals.map(({ name, median }) => [name, own!.median / median])),
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
