/**
 * What scoring remembers of one company, keyed by its domain: what its contacts contributed, bounded, and what they were told of each
 * other. It is folded from what leads of this service decided, so a rebuild leaves it alone. Instants are epoch milliseconds,
 * points whole hundredths.
 */
export type AccountScore = {
  readonly version: number;
  /** By lead id. Who left is kept for a while, so that what it said before cannot come after. */
  readonly contacts: readonly Contact[];
  /** False where the company had more contacts than are kept. */
  readonly isComplete: boolean;
  /** Revision 0: nothing yet. */
  readonly told: { readonly revision: number; readonly engaged: readonly Engaged[] };
};

export type Contact = {
  readonly leadId: string;
  /** The contact's own counter: the highest holds. */
  readonly revision: number;
  /** Null: it left. */
  readonly contribution: ContactShare | null;
  /** The revision of the signal that it was told last. */
  readonly toldRevision: number;
};

export type ContactShare = {
  readonly score: number;
  readonly grade: string;
  /** Id of the persona. */
  readonly persona: string | null;
  readonly isRoleAddress: boolean;
  readonly engagedMs: number | null;
};

export type Engaged = { readonly leadId: string; readonly atMs: number };

export function newAccountScore(): AccountScore {
  return { version: 0, contacts: [], isComplete: true, told: { revision: 0, engaged: [] } };
}

export type Contributing = Contact & { readonly contribution: ContactShare };

export function contributing({ contacts }: AccountScore): Contributing[] {
  return contacts.filter((contact): contact is Contributing => contact.contribution !== null);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
