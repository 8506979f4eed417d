import { randomOf } from '../random.ts';

/** What one field of the facts must be. */
export type Test = {
  readonly field: string;
  readonly op: 'eq' | 'in' | 'gte' | 'lt';
  readonly value: number | string | readonly string[];
};

/** Points for whoever passes all tests; `event` stands for "did this at least once". */
export type Rule = { readonly id: string; readonly points: number } & (
  { readonly kind: 'profile'; readonly tests: readonly Test[] } | { readonly kind: 'behaviour'; readonly event: string }
);

/** A lead as everybody gets it: a flat profile, all fields known, and what it did. */
export type Facts = { readonly profile: Readonly<Record<string, number | string>>; readonly did: readonly string[] };

export const PROFILE_RULES = 30;
export const BEHAVIOUR_RULES = 30;

const INDUSTRIES = ['software', 'logistics', 'retail', 'finance', 'energy', 'health', 'media', 'food'];
const COUNTRIES = ['DE', 'FR', 'GB', 'US', 'SE', 'PL', 'ES', 'IT', 'NL', 'JP'];
const LEVELS = ['c-level', 'director', 'manager', 'other'];
const FUNCTIONS = ['operations', 'marketing', 'sales', 'it', 'finance'];

/** Sixty rules like those of the example agreements: one to three tests on the profile each, or one thing that was done. */
export function ruleSet(seed: number): readonly Rule[] {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const some = (from: readonly string[]): readonly string[] => {
    const chosen = from.filter(() => random() < 0.4);
    return chosen.length > 0 ? chosen : [pick(from)];
  };
  const tests: readonly (() => Test)[] = [
    () => ({ field: 'headcount', op: 'gte', value: Math.floor(random() * 900) }),
    () => ({ field: 'headcount', op: 'lt', value: 100 + Math.floor(random() * 4_900) }),
    () => ({ field: 'turnover', op: 'gte', value: Math.floor(random() * 200_000_000) }),
    () => ({ field: 'industry', op: 'in', value: some(INDUSTRIES) }),
    () => ({ field: 'country', op: 'in', value: some(COUNTRIES) }),
    () => ({ field: 'titleLevel', op: 'eq', value: pick(LEVELS) }),
    () => ({ field: 'function', op: 'eq', value: pick(FUNCTIONS) }),
  ];
  const points = (): number => 1 + Math.floor(random() * 9);
  return [
    ...Array.from({ length: PROFILE_RULES }, (_, n): Rule => ({
      ...{ id: `profile-${n}`, kind: 'profile', points: points() },
      tests: Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(tests)()),
    })),
    ...Array.from({ length: BEHAVIOUR_RULES }, (_, n): Rule => ({
      ...{ id: `behaviour-${n}`, kind: 'behaviour', points: points(), event: `event_${n}` },
    })),
  ];
}

export function leads(count: number, seed: number): readonly Facts[] {
  const random = randomOf(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return Array.from({ length: count }, () => ({
    profile: {
      headcount: Math.floor(random() * 5_000),
      turnover: Math.floor(random() * 500_000_000),
      industry: pick(INDUSTRIES),
      country: pick(COUNTRIES),
      titleLevel: pick(LEVELS),
      function: pick(FUNCTIONS),
    },
    did: Array.from({ length: BEHAVIOUR_RULES }, (_, n) => `event_${n}`).filter(() => random() < 0.3),
  }));
}
