import * as z from 'zod';
import type { Installation } from '../installation/installation.ts';

/** A document on its way to both signatures, as the API shows it. */
export const proposalSummary = z.looseObject({
  id: z.string(),
  revision: z.number(),
  status: z.enum(['draft', 'proposed', 'refused', 'agreed']),
  title: z.string(),
  basedOn: z.number(),
  effectiveFrom: z.string().nullable(),
  changedBy: z.string(),
  changedAt: z.string(),
  signatures: z.array(z.looseObject({ side: z.string(), name: z.string(), at: z.string() })),
  refusal: z.looseObject({ by: z.string(), because: z.string() }).nullable(),
  version: z.number().nullable(),
  digest: z.string(),
});
export type ProposalSummary = z.output<typeof proposalSummary>;

const proposalDetails = proposalSummary.extend({ changes: z.array(z.string()), yaml: z.string() });

export const PROPOSAL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const readProposal = (installation: Installation, id: string) =>
  installation.get(`/api/agreements/drafts/${encodeURIComponent(id)}`, proposalDetails);

/** How it stands, in a sentence. */
export function standing({ status, version, signatures, refusal, effectiveFrom }: ProposalSummary): string {
  const from = effectiveFrom === null ? 'as soon as both have signed' : `from ${effectiveFrom}`;
  switch (status) {
    case 'agreed':
      return `agreed, as version ${version}`;
    case 'refused':
      return `refused by ${refusal?.by}, who says: "${refusal?.because}"`;
    case 'draft':
      return 'a draft, not proposed yet';
    case 'proposed': {
      const signed = signatures.map(({ name, side }) => `${name} for ${side}`);
      return `proposed, to be in force ${from}; ${signed.length === 0 ? 'nobody has signed' : `signed by ${signed.join(' and ')}`}`;
    }
  }
}
