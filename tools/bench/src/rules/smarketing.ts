import {
  compileAgreement,
  defaultAgreement,
  explainScore,
  foldEvidence,
  scoreAt,
  type AgreementDocument,
  type Condition,
  type Score,
  type Tallies,
} from '@smarketing/agreement';
import type { Contender, Prepare } from './contender.ts';
import type { Rule, Test } from './rule-set.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const HOUR_MS = 3_600_000;
const MOST = 1_000;

/** The score as the service makes it from a lead's tallies: fit, engagement with decay and caps, intent, stage, and the ledger. */
export const smarketing: Prepare = (rules, leads) =>
  prepare(
    'smarketing',
    'fit, decay, caps, grade, intent and stage; with the ledger of all entries',
    rules,
    leads,
    (score) => score.entries.length,
  );

/** The same, and the ledger in sentences. */
export const smarketingInWords: Prepare = (rules, leads) =>
  prepare(
    'smarketing, in words',
    'the same, and each entry as a sentence',
    rules,
    leads,
    (score) => explainScore(score).length,
  );

function prepare(
  name: string,
  how: string,
  rules: readonly Rule[],
  leads: Parameters<Prepare>[1],
  explained: (score: Score) => number,
): Contender {
  const compiled = compileAgreement(documentOf(rules), { version: 1, timeZone: 'UTC' });
  const states = leads.map(({ profile, did }, n) => {
    const events = did.map((type, index) => {
      const at = NOW - HOUR_MS * ((index * 7) % did.length);
      return { id: `e${n}-${index}`, type, occurredAt: at, receivedAt: at };
    });
    return { profile, tallies: asLoaded(foldEvidence(events, compiled)) };
  });
  return {
    name,
    how,
    async verdictOn(lead) {
      const { profile, tallies } = states[lead]!;
      const { score, entries } = scoreAt(tallies, profile, compiled, NOW);
      return { points: score / 100, rules: entries.map(({ rule }) => rule) };
    },
    all() {
      let lines = 0;
      for (const { profile, tallies } of states) lines += explained(scoreAt(tallies, profile, compiled, NOW));
      if (lines === 0) throw new Error('nothing was explained');
      return states.length;
    },
  };
}

/** The service finds a lead's tallies in its store. */
function asLoaded(tallies: Tallies): Tallies {
  return JSON.parse(JSON.stringify(tallies)) as Tallies;
}

function documentOf(rules: readonly Rule[]): AgreementDocument {
  const never = { linear: { percent: 0.001, everyDays: 3_660 } };
  const dimensions = rules.flatMap((rule) =>
    rule.kind === 'profile'
      ? [
          {
            ...{ id: rule.id, label: rule.id, fields: rule.tests.map(({ field }) => field), countsAsKnown: true },
            match: 'first' as const,
            rules: [{ id: rule.id, label: rule.id, when: { all: rule.tests.map(conditionOf) }, points: rule.points }],
          },
        ]
      : [],
  );
  const engagement = rules.flatMap((rule) =>
    rule.kind === 'behaviour'
      ? [
          {
            ...{ id: rule.id, label: rule.id, event: rule.event, points: rule.points },
            occurrences: { max: 1, per: 'ever' as const },
          },
        ]
      : [],
  );
  return {
    ...defaultAgreement,
    fit: { ...defaultAgreement.fit, cap: MOST, dimensions, disqualifiers: [], requiredFields: [] },
    engagement: {
      ...defaultAgreement.engagement,
      cap: MOST,
      groups: [{ id: 'all', label: 'Everything', cap: MOST, decay: never, rules: engagement }],
    },
    models: [],
  };
}

function conditionOf({ field, op, value }: Test): Condition {
  return { field, op, value } as Condition;
}
