import type { ConsentRecord } from './profile/consent-record.ts';
import { isKnown, type KnownIds } from './profile/known-ids.ts';
import type { ProfileFields } from './profile/profile-fields.ts';

/** A person, as ingestion keeps them. */
export type Lead = {
  readonly id: string;
  /** Rises with each change of this row: published as `version` of its snapshots, and checked when it is written. */
  readonly version: number;
  /** The version of the newest snapshot that others were told; 0 for none. */
  readonly toldVersion: number;
  /** When it was told, epoch ms. */
  readonly toldAtMs: number;
  readonly createdAtMs: number;
  /** The lead that it was merged into; look-ups follow it. */
  readonly movedTo: string | null;
  readonly ids: KnownIds;
  readonly fields: ProfileFields;
  readonly consent: ConsentRecord;
};

export function newLead(id: string, createdAtMs: number): Lead {
  return {
    id,
    version: 0,
    toldVersion: 0,
    toldAtMs: createdAtMs,
    createdAtMs,
    movedTo: null,
    ids: {},
    fields: {},
    consent: {},
  };
}

export const isAnonymous = (lead: Lead): boolean => !isKnown(lead.ids);
