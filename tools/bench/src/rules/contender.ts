import type { Facts, Rule } from './rule-set.ts';

/** What everybody must come to: which rules hold, and the sum of their points. */
export type Verdict = { readonly points: number; readonly rules: readonly string[] };

/** An engine with the rules loaded and the leads brought into the form that it likes best. */
export type Contender = {
  readonly name: string;
  /** Settings that matter, and what it does beside the bare sum. */
  readonly how: string;
  /** One lead, for holding the results against each other. */
  verdictOn(lead: number): Promise<Verdict>;
  /** All leads once over; resolves with their number. */
  all(): number | Promise<number>;
};

export type Prepare = (rules: readonly Rule[], leads: readonly Facts[]) => Contender;

/** What engines of flat facts get: the profile, and each thing that was done as 1, each other as 0. */
export function flatFacts(lead: Facts, rules: readonly Rule[]): Record<string, number | string> {
  const did = new Set(lead.did);
  const events = rules.flatMap((rule) =>
    rule.kind === 'behaviour' ? [[rule.event, did.has(rule.event) ? 1 : 0]] : [],
  );
  return { ...lead.profile, ...Object.fromEntries(events) };
}
