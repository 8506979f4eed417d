import { compileCondition, type Predicate } from '../condition/compile-condition.ts';
import type { AgreementDocument } from '../schema/agreement-document.ts';
import type { Priority } from '../schema/qualification.ts';

export type Pool = AgreementDocument['routing']['pools'][number];

/** Whom a routing rule is asked about. */
export type RoutingSubject = {
  profile: object;
  priority: Priority;
  model: string;
  grade: string;
  fitGrade?: string;
  stage?: string;
};

export type PoolChoice = {
  pool: Pool;
  /** Id of the rule that chose, or `catch-all`. */
  rule: string;
  label: string;
  /** Every rule that was asked before, with why it did not hold. */
  path: { rule: string; label: string; holds: boolean; why: string }[];
};

export type CompiledRouting = {
  pools: ReadonlyMap<string, Pool>;
  /** The first rule that holds, or the catch-all; what is unknown does not hold. */
  choosePool: (subject: RoutingSubject) => PoolChoice;
};

export function compileRouting({ routing }: AgreementDocument): CompiledRouting {
  const pools = new Map(routing.pools.map((pool) => [pool.id, pool]));
  const territories = new Map(routing.territories.map(({ id, when }) => [id, compileCondition(when)]));
  const rules = routing.rules.map((rule) => ({
    ...rule,
    holds: rule.when && compileCondition(rule.when),
    inTerritory: rule.territory === undefined ? undefined : territories.get(rule.territory),
  }));
  const poolNamed = (id: string): Pool => {
    const pool = pools.get(id);
    if (pool === undefined) throw new Error(`There is no pool "${id}".`);
    return pool;
  };
  return {
    pools,
    choosePool: ({ profile, ...lead }) => {
      const subject = { ...profile, ...lead };
      const path: PoolChoice['path'] = [];
      for (const rule of rules) {
        const why = refusal(rule, subject, lead);
        path.push({ rule: rule.id, label: rule.label, holds: why === undefined, why: why ?? 'holds' });
        if (why === undefined) return { pool: poolNamed(rule.pool), rule: rule.id, label: rule.label, path };
      }
      return { pool: poolNamed(routing.catchAll), rule: 'catch-all', label: 'No rule held', path };
    },
  };
}

type AskedRule = {
  priorities?: readonly Priority[] | undefined;
  models?: readonly string[] | undefined;
  holds: Predicate | undefined;
  inTerritory: Predicate | undefined;
};

function refusal(rule: AskedRule, subject: object, lead: { priority: Priority; model: string }): string | undefined {
  if (rule.priorities && !rule.priorities.includes(lead.priority)) return `priority is ${lead.priority}`;
  if (rule.models && !rule.models.includes(lead.model)) return `model is ${lead.model}`;
  const where = rule.inTerritory === undefined ? true : rule.inTerritory(subject);
  if (where !== true) return where === undefined ? 'the territory is unknown' : 'another territory';
  const truth = rule.holds === undefined ? true : rule.holds(subject);
  if (truth !== true) return truth === undefined ? 'unknown: a field is missing' : 'does not hold';
  return undefined;
}
