/** An event on its way, with the line of the file that it stands in. */
export type Outgoing = { readonly line: number; readonly event: { readonly [name: string]: unknown } };

/** What did not go in, where it stands, and why. */
export type Refusal = { readonly line: number; readonly reason: string };

export type Delivered = { readonly accepted: number; readonly refused: readonly Refusal[] };
