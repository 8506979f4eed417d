import type { Who } from '@smarketing/contracts';
import type { DirectoryView, Naming } from '../directory-view.ts';
import { isAnonymous, type Lead } from '../lead.ts';
import { identifiersOf, isStrong, type Identifier } from './identifiers.ts';

export type Resolved =
  /** `lead` is null for somebody new; `identifiers` are those that name this lead from now on. */
  | {
      readonly lead: Lead | null;
      readonly identifiers: readonly Identifier[];
      readonly learn: readonly Omit<Naming, 'leadId'>[];
    }
  | { readonly refused: string };

export const NAMES_NOBODY = 'it names nobody: no usable userId, email, crmId or anonymousId';

/**
 * Whom a statement is about: leadId before userId, crmId, email and anonymousId. What nobody was named by yet is learned. Two
 * known leads stay apart, whatever names they are mentioned by together: the stronger name decides whom the statement is about,
 * and the other keeps its own. A browser's id joins an anonymous lead to a person, never one person to another: who shares a
 * computer is not the same human being.
 */
export function resolveIdentity(who: Who, view: DirectoryView): Resolved {
  const identifiers = identifiersOf(who);
  if (who.leadId !== undefined) {
    const lead = view.lead(who.leadId);
    return lead ? about(lead, identifiers, view) : { refused: `there is no lead ${who.leadId}` };
  }
  if (identifiers.length === 0) return { refused: NAMES_NOBODY };
  return about(find(identifiers, view), identifiers, view);
}

function find(identifiers: readonly Identifier[], view: DirectoryView): Lead | null {
  for (const identifier of identifiers) {
    const lead = view.leadNamed(identifier);
    if (!lead) continue;
    if (isStrong(identifier) || isAnonymous(lead) || !identifiers.some(isStrong)) return lead;
  }
  return null;
}

function about(lead: Lead | null, identifiers: readonly Identifier[], view: DirectoryView): Resolved {
  const own: Identifier[] = [];
  const learn: Omit<Naming, 'leadId'>[] = [];
  const isPerson = identifiers.some(isStrong) || (lead !== null && !isAnonymous(lead));
  for (const identifier of identifiers) {
    const named = view.leadNamed(identifier);
    if (!named) learn.push({ identifier });
    else if (named.id !== lead?.id) {
      // The browser of somebody unknown turns out to be this person's: what it does from now on is theirs.
      if (isStrong(identifier) || !isPerson || !isAnonymous(named)) continue;
      learn.push({ identifier, from: named.id });
    }
    own.push(identifier);
  }
  return { lead, identifiers: own, learn };
}
