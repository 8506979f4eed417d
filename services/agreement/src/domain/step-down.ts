import { isAbove, setLadder, type Rung } from '@smarketing/agreement';
import type { AgreementVersion } from '../store/agreement-store.ts';
import { nextNumber } from './activation.ts';
import type { AuditEntry } from './audit-entry.ts';
import { refuse, type Refusal } from './refusal.ts';
import { sides, type Signatory } from './signature.ts';

export type SteppedDown = { readonly versions: readonly AgreementVersion[]; readonly entry: AuditEntry };

/**
 * Either side may step down the ladder at once and alone; each step up needs both signatures. All else in the agreement stays, and
 * so do its signatures. Versions that are to come into force later are lowered, too.
 * @param versions newest first
 */
export function stepDown(
  versions: readonly AgreementVersion[],
  inForce: AgreementVersion,
  to: Rung,
  person: Signatory | null,
  nowMs: number,
): SteppedDown | Refusal {
  if (!person) return refuse('nobody', 'Only a person can step down: this key belongs to a program.');
  if (!sides.some((side) => person.roles.includes(side))) {
    return refuse('not-your-side', `${person.name} belongs to neither side: it is not theirs to step down.`);
  }
  const from = inForce.document.ladder;
  const isHigher = ({ document }: AgreementVersion): boolean => isAbove(document.ladder, to);
  const at = new Date(nowMs).toISOString();
  const toCome = versions.filter(
    ({ version, effectiveFrom }) => version > inForce.version && Date.parse(effectiveFrom) > nowMs,
  );
  if (isAbove(to, from) || ![inForce, ...toCome].some(isHigher)) {
    return refuse('not-a-step-down', `From ${from} to ${to} is no step down: a step up needs both signatures.`);
  }
  const first = nextNumber(versions);
  const lowered = [inForce, ...toCome.toReversed()].map((version, index): AgreementVersion => {
    return {
      ...version,
      version: first + index,
      effectiveFrom: version === inForce ? at : version.effectiveFrom,
      activatedAt: at,
      activatedBy: person.id,
      ...(isHigher(version) && {
        yaml: setLadder(version.yaml, to),
        document: { ...version.document, ladder: to },
      }),
    };
  });
  const details = [
    `From ${from} to ${to}.`,
    ...lowered
      .slice(1)
      .map(
        ({ version, effectiveFrom }) => `Version ${version} comes on ${effectiveFrom} in place of the one that was to.`,
      ),
  ];
  return {
    versions: lowered,
    entry: {
      ...{ at, by: person.id, action: 'stepped-down', proposalId: null, version: first },
      ...{ about: 'agreement', itemId: null, details },
    },
  };
}
