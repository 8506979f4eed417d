import type { AgreementDocument } from '@smarketing/agreement';
import { agreementActivated, type JsonValue } from '@smarketing/contracts';
import type { InboxItem } from '@smarketing/messaging';
import type { AgreementVersion } from '../store/agreement-store.ts';
import { broadcast } from './broadcast.ts';
import type { Proposal } from './proposal.ts';
import { refuse, type Refusal } from './refusal.ts';

type Known = { readonly version: number; readonly signed: boolean };

/**
 * The next version of the agreement, to be put in force without signatures: a trial. It is open only until a signed version was
 * ever in force; then a change needs both signatures.
 */
export function trial(
  known: readonly Known[],
  draft: { readonly yaml: string; readonly document: AgreementDocument; readonly by: string },
  nowMs: number,
): AgreementVersion | Refusal {
  if (known.some(({ signed }) => signed)) {
    return refuse(
      'signatures-needed',
      'A signed agreement is in force: a change needs the signatures of marketing and of sales.',
    );
  }
  const at = new Date(nowMs).toISOString();
  return {
    version: nextNumber(known),
    title: draft.document.title,
    effectiveFrom: at,
    activatedAt: at,
    signed: false,
    activatedBy: draft.by,
    signatures: [],
    yaml: draft.yaml,
    document: draft.document,
  };
}

/** What both have signed, as a version: in force from its date on, or at once. */
export function versionOf(proposal: Proposal, known: readonly Known[], by: string, nowMs: number): AgreementVersion {
  const at = new Date(nowMs).toISOString();
  const { yaml, document, signatures, effectiveFrom } = proposal;
  return {
    version: nextNumber(known),
    title: document.title,
    effectiveFrom: effectiveFrom ?? at,
    activatedAt: at,
    signed: true,
    activatedBy: by,
    signatures,
    yaml,
    document,
  };
}

export const nextNumber = (known: readonly Known[]): number => Math.max(-1, ...known.map(({ version }) => version)) + 1;

/** What the services are told of a version. */
export function activated(version: AgreementVersion): InboxItem {
  const { effectiveFrom, signed, document } = version;
  const data = { version: version.version, effectiveFrom, signed, document: document as unknown as JsonValue };
  return broadcast(agreementActivated, 'agreement', `agreement/${version.version}`, version.activatedAt, data);
}
