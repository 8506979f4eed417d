import type { CompiledAgreement } from '@smarketing/agreement';
import type { EngagedPerson } from '@smarketing/contracts';
import { iso } from '../ledger.ts';
import { personaLabel } from './account-rules.ts';
import { compareText, contributing, type AccountScore, type Contributing } from './account-score.ts';

export type PersonEngaged = {
  readonly leadId: string;
  readonly atMs: number;
  /** The persona's label. */
  readonly persona: string | null;
};

/** The people of an account who showed interest within a span, the newest first. An address such as info@ is no person. */
export function peopleEngaged(
  account: AccountScore,
  agreement: CompiledAgreement,
  nowMs: number,
  withinMs: number,
): PersonEngaged[] {
  return contributing(account)
    .filter(isPerson)
    .flatMap(({ leadId, contribution: { engagedMs, persona } }) =>
      engagedMs !== null && engagedMs > nowMs - withinMs
        ? [{ leadId, atMs: engagedMs, persona: personaLabel(persona, agreement) }]
        : [],
    )
    .sort((a, b) => b.atMs - a.atMs || compareText(a.leadId, b.leadId));
}

export function isPerson({ contribution }: Contributing): boolean {
  return !contribution.isRoleAddress;
}

const COLLEAGUES_TOLD = 10;

/** As others see them: those who are not the lead, the first ten. */
export function colleaguesIn(people: readonly PersonEngaged[], leadId: string, nowMs: number): EngagedPerson[] {
  return people
    .filter((person) => person.leadId !== leadId)
    .slice(0, COLLEAGUES_TOLD)
    .map(({ leadId: who, atMs, persona }) => ({ leadId: who, persona, engagedAt: iso(Math.min(atMs, nowMs)) }));
}

/** The distinct personas among them, in alphabetical order. */
export function personasOf(people: readonly Pick<PersonEngaged, 'persona'>[]): string[] {
  const known = people.flatMap(({ persona }) => (persona === null ? [] : [persona]));
  return [...new Set(known)].sort(compareText);
}
