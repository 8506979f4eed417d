/** The two sides of the agreement. */
export const sides = ['marketing', 'sales'] as const;
export type Side = (typeof sides)[number];

/** A person who acts, as the key says; `roles` are those of that instant. */
export type Signatory = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Who made the key that is signed with, and so has seen it; null where that is not known. */
  readonly keyMadeBy: string | null;
};

export type Signature = {
  readonly side: Side;
  readonly person: string;
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** Who made the key that it was signed with; left out in signatures of before that was asked. */
  readonly keyMadeBy?: string | null;
  /** Of what was signed; see `digestOf`. */
  readonly digest: string;
};
