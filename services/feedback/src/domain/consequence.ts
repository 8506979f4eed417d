import type { AgreementDocument } from '@smarketing/agreement';

/** What the agreement has in store for a lead that sales gives back or gives up. */
export type Consequence =
  /** Back to marketing, with a track; newer evidence can qualify it again. */
  | { readonly kind: 'recycle'; readonly track: string }
  | { readonly kind: 'enrol'; readonly track: string }
  | { readonly kind: 'newsletter'; readonly forDays: number }
  /** `suppress`: nobody writes any more, whatever the agreement's exit rules say. */
  | { readonly kind: 'disqualify'; readonly suppress: boolean }
  /** Somebody else of sales takes it on, or the same rep once its data is put right: nothing has ended. */
  | { readonly kind: 'stays' }
  | { readonly kind: 'none' };

export type GivenUp = 'recycled' | 'rejected' | 'disqualified' | 'lost';

/**
 * By the reason's action; where it names no track, by the track that has the reason as an entry. What is recycled or lost
 * without a reason that the agreement knows goes to the default track: nobody is without an owner and without a plan.
 */
export function consequenceOf(
  { reasons, nurture }: AgreementDocument,
  code: string | null,
  said: GivenUp,
): Consequence {
  const reason = reasons.find((each) => each.code === code);
  const fallback: Consequence = { kind: 'recycle', track: nurture.defaultTrack };
  if (reason === undefined) {
    if (said === 'recycled' || said === 'lost') return fallback;
    return said === 'disqualified' ? { kind: 'disqualify', suppress: false } : { kind: 'none' };
  }
  const { action, kind } = reason;
  if (action.type === 'suppress') return { kind: 'disqualify', suppress: true };
  if (action.type === 'exclude') return { kind: 'disqualify', suppress: false };
  if (action.type === 'newsletter') return { kind: 'newsletter', forDays: action.forDays };
  if (said === 'rejected' && (action.type === 'reroute' || action.type === 'fixData')) return { kind: 'stays' };
  const entered = nurture.tracks.find(({ entry }) => entry.includes(reason.code))?.id;
  const track = action.type === 'enrol' ? action.track : entered;
  if (kind === 'recycle') return track === undefined ? fallback : { kind: 'recycle', track };
  if (track !== undefined) return { kind: 'enrol', track };
  return kind === 'disqualify' ? { kind: 'disqualify', suppress: false } : { kind: 'none' };
}
