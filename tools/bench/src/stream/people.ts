import { randomOf } from '../random.ts';

/** One in so many events is the first of somebody new. */
const NEW_ONE_IN = 20;

/** Mixes a number so that neighbours lie far apart; unsigned, of 32 bits. */
function mixed(n: number): number {
  let t = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  t = Math.imul(t ^ (t >>> 16), 0x45d9f3b);
  return (t ^ (t >>> 16)) >>> 0;
}

/** Whose the nth event of a run is, by userId. The same number always gives the same person; one event in twenty is somebody's first. */
export function personOf(n: number, knownPeople: number): string {
  return isNew(n) ? `new-${n}` : `person-${mixed(n) % knownPeople}`;
}

export const isNew = (n: number): boolean => n % NEW_ONE_IN === 7;

/** What is known of a person: as a CRM or a sign-up form would have it. */
export function traitsOf(userId: string, n: number): Readonly<Record<string, string | number>> {
  const random = randomOf(n + 1);
  const oneOf = <T>(...choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const company = Math.floor(random() * 5_000);
  return {
    email: `${userId}@company-${company}.example`,
    firstName: oneOf('Ada', 'Grace', 'Edsger', 'Barbara', 'Donald'),
    lastName: `Number ${n}`,
    title: oneOf('VP Operations', 'Head of Marketing', 'Engineer', 'Student', 'CEO'),
    company: `Company ${company}`,
    headcount: oneOf(5, 30, 200, 800, 3_000),
    industry: oneOf('software', 'retail', 'farming', 'insurance'),
    country: oneOf('DE', 'FR', 'US', 'NL'),
  };
}
