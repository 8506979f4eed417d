/** The two sides of the agreement. */
export const sides = ['marketing', 'sales'] as const;
export type Side = (typeof sides)[number];

/** A person who acts, as the key says; `roles` are those of that instant. */
export type Signatory = { readonly id: string; readonly name: string; readonly roles: readonly string[] };

export type Signature = {
  readonly side: Side;
  readonly person: string;
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  /** Of what was signed; see `digestOf`. */
  readonly digest: string;
};
