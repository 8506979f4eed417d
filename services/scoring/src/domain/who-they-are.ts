import { exclusionOf, scoreFit, type CompiledAgreement, type FitScore } from '@smarketing/agreement';
import { accountOf } from '@smarketing/contracts';
import { personaOf } from './account/account-rules.ts';
import type { ProfileFields } from './lead-score.ts';
import { isRoleAddress } from './role-address.ts';

/** What an agreement makes of a profile, whatever the person does. */
export type WhoTheyAre = {
  readonly agreement: CompiledAgreement;
  /** By model id. */
  readonly fits: ReadonlyMap<string, FitScore>;
  /** What excludes them; null: nothing. */
  readonly exclusion: ReturnType<typeof exclusionOf>;
  readonly hasRoleAddress: boolean;
  /** The id of the agreed persona that they are. */
  readonly persona: string | null;
  /** The domain of their company. */
  readonly company: string | null;
};

/** By profile, under the agreement that was asked for last. */
const known = new WeakMap<ProfileFields, WhoTheyAre>();

/** Worked out once for each snapshot of a profile: people do many things while they stay who they are. */
export function whoTheyAre(fields: ProfileFields, agreement: CompiledAgreement): WhoTheyAre {
  const before = known.get(fields);
  if (before?.agreement === agreement) return before;
  const now: WhoTheyAre = {
    agreement,
    fits: new Map([...agreement.models].map(([id, { fit }]) => [id, scoreFit(fields, fit)])),
    exclusion: exclusionOf(fields, agreement),
    hasRoleAddress: isRoleAddress(fields['email']),
    persona: personaOf(fields, agreement),
    company: accountOf(fields),
  };
  known.set(fields, now);
  return now;
}
