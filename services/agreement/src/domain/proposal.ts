import type { AgreementDocument } from '@smarketing/agreement';
import { digestOf } from './digest.ts';
import type { Signature } from './signature.ts';

export type ProposalStatus = 'draft' | 'proposed' | 'refused' | 'agreed';

/** A document on its way to both signatures. */
export type Proposal = {
  /** UUID. */
  readonly id: string;
  /** Counts what was done to it: who changes it says which revision they have read. */
  readonly revision: number;
  readonly status: ProposalStatus;
  /** The newest version when it was written: its changes are meant against that one. */
  readonly basedOn: number;
  /** As it was written, comments included. */
  readonly yaml: string;
  readonly document: AgreementDocument;
  /** When it shall come into force, ISO 8601; null for as soon as both have signed. */
  readonly effectiveFrom: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly changedBy: string;
  readonly changedAt: string;
  readonly signatures: readonly Signature[];
  readonly refusal: { readonly by: string; readonly because: string; readonly at: string } | null;
  /** The version that it became. */
  readonly version: number | null;
};

export type Draft = { readonly yaml: string; readonly document: AgreementDocument };

/** Who acts, for the trail: a person's id, or what the key of a program is called. */
export type Actor = { readonly name: string; readonly atMs: number };

export function drafted(id: string, draft: Draft, basedOn: number, by: Actor): Proposal {
  const at = new Date(by.atMs).toISOString();
  return {
    id,
    revision: 1,
    status: 'draft',
    basedOn,
    ...draft,
    effectiveFrom: null,
    createdBy: by.name,
    createdAt: at,
    changedBy: by.name,
    changedAt: at,
    signatures: [],
    refusal: null,
    version: null,
  };
}

/** The next revision of it. */
export function revised(proposal: Proposal, change: Partial<Proposal>, by: Actor): Proposal {
  const changedAt = new Date(by.atMs).toISOString();
  return { ...proposal, ...change, revision: proposal.revision + 1, changedBy: by.name, changedAt };
}

/** What a signature is for: everything that comes into force, to the character, and when. */
export const digestOfProposal = ({ yaml, document, effectiveFrom, basedOn }: Proposal): string =>
  digestOf({ yaml, document, effectiveFrom, basedOn });
