import { packTallies, unpackTallies, type PackedTallies, type Tallies } from '@smarketing/agreement';
import { hasObjected } from './has-objected.ts';
import type { LeadScore, PressureTally } from './lead-score.ts';

type Later = 'noted' | 'generation' | 'heard' | 'pressure' | 'contributed' | 'account';
/**
 * A lead as a row may hold it: an earlier version of the service had no retellings, and heard all that it knew; nor did it count
 * contacts, or know of companies. Later it kept the days of its contacts by their number; and tallies were stored as they are.
 */
export type StoredScore = Omit<LeadScore, Later | 'tallies'> & { readonly tallies: Tallies | PackedTallies } & Partial<
    Pick<LeadScore, Exclude<Later, 'pressure'>>
  > & { readonly pressure?: PressureTally | PressureByDay };

type PressureByDay = Pick<PressureTally, 'touches'> & {
  readonly days: Readonly<Record<string, readonly [mails: number, engagements: number]>>;
};

const NOTHING_YET = { pressure: { days: [], touches: [] }, contributed: null, account: null };

/** The lead with what its row does not know yet. */
export function completed(stored: StoredScore): LeadScore {
  const { profile, consent, generation = 0, noted = 0 } = stored;
  const { heard = { profile: profile.version, consent: consent.version, objected: hasObjected(consent.statements) } } =
    stored;
  const { pressure, contributed, account } = { ...NOTHING_YET, ...stored };
  const tallies = isPacked(stored.tallies) ? unpackTallies(stored.tallies) : stored.tallies;
  return { ...stored, tallies, noted, generation, heard, pressure: inOrder(pressure), contributed, account };
}

export type PackedScore = Omit<LeadScore, 'tallies'> & { readonly tallies: PackedTallies };

/** As it goes into its row. */
export function packed(lead: LeadScore): PackedScore {
  return { ...lead, tallies: packTallies(lead.tallies) };
}

function isPacked(tallies: Tallies | PackedTallies): tallies is PackedTallies {
  return 'occurrences' in tallies;
}

function inOrder(pressure: PressureTally | PressureByDay): PressureTally {
  if (isInOrder(pressure)) return pressure;
  const days = Object.entries(pressure.days).map(([day, [mails, acts]]) => [Number(day), mails, acts] as const);
  return { ...pressure, days: days.sort(([a], [b]) => a - b) };
}

function isInOrder(pressure: PressureTally | PressureByDay): pressure is PressureTally {
  return Array.isArray(pressure.days);
}
