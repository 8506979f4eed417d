import type { CompiledAgreement } from '@smarketing/agreement';

const DAY_MS = 86_400_000;

export type AccountRules = {
  /** The longest span within which a rule counts the people of an account; where none does, how long evidence is fresh. */
  readonly withinMs: number;
  /** The most people that a rule asks for; 0: none asks. */
  readonly people: number;
};

/** What the signed rules want to know of a company. */
export function accountRules({ qualification }: CompiledAgreement): AccountRules {
  const asked = qualification.rules
    .flatMap(({ anyOf }) => anyOf ?? [])
    .filter((evidence) => evidence.kind === 'accountPeople');
  if (asked.length === 0) return { withinMs: qualification.freshnessMs, people: 0 };
  return {
    withinMs: Math.max(...asked.map(({ withinMs }) => withinMs)),
    people: Math.max(...asked.map(({ people }) => people)),
  };
}

export function daysOf(ms: number): number {
  return ms / DAY_MS;
}

/** The id of the first agreed persona that a profile fulfils. */
export function personaOf(fields: object, { personas }: CompiledAgreement): string | null {
  return personas.find(({ holds }) => holds(fields) === true)?.id ?? null;
}

export function personaLabel(id: string | null, { personas }: CompiledAgreement): string | null {
  return id === null ? null : (personas.find((persona) => persona.id === id)?.label ?? id);
}
