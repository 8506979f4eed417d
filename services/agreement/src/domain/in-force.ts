import type { AgreementVersion } from '../store/agreement-store.ts';

export type VersionStatus = 'active' | 'scheduled' | 'superseded';

/** The newest version that is due. @param versions newest first, with the one that ships */
export function inForceAt(versions: readonly AgreementVersion[], nowMs: number): AgreementVersion {
  const found = versions.find(({ effectiveFrom }) => Date.parse(effectiveFrom) <= nowMs);
  if (!found) throw new Error('no version of the agreement is in force');
  return found;
}

/** A version whose date comes after a newer one has come into force never will. */
export function statusOf({ version }: AgreementVersion, inForce: AgreementVersion): VersionStatus {
  if (version === inForce.version) return 'active';
  return version > inForce.version ? 'scheduled' : 'superseded';
}
