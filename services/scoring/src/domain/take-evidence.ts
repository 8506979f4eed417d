import {
  addEvidence,
  foldEvidence,
  type CompiledAgreement,
  type ScorableEvent,
  type Tallies,
} from '@smarketing/agreement';
import type { Campaign } from '@smarketing/contracts';
import { withContent } from './content-seen.ts';
import { instantOf } from './evidence-of.ts';
import type { LeadAtHand } from './lead-score.ts';
import { earliest, newest } from './said.ts';
import { withNeeds } from './stated-needs.ts';

/** How evidence comes: by its event, to be weighed, or by a retelling, which nothing follows from. */
export type Coming = 'itself' | 'retold';

/** `isNews`: the event came itself, and was not weighed before. The same lead where nothing is new. */
export type TakenEvidence = { readonly lead: LeadAtHand; readonly isNews: boolean };

/** The lead with one more piece of evidence. Its retelling may come before it or after it, once or more often. */
export function takeEvidence(
  lead: LeadAtHand,
  told: ScorableEvent,
  agreement: CompiledAgreement,
  coming: Coming,
): TakenEvidence {
  const { known, added } = lead.atHand;
  const stored = known.get(told.id);
  const inBatch = added.find(({ event }) => event.id === told.id);
  const wasWeighed = inBatch?.weighed ?? (stored?.weighed === true || lead.atHand.weighed.includes(told.id));
  const isNews = coming === 'itself' && !wasWeighed;
  if (inBatch !== undefined || stored?.forgotten === null) {
    return { lead: isNews ? asWeighed(lead, told.id) : lead, isNews };
  }
  const event = stored ? asTaken(told, stored.forgotten) : told;
  const tallies = isTrusted(lead.tallies, agreement)
    ? addEvidence(lead.tallies, event, agreement, { firstSeen: true })
    : lead.tallies;
  const atHand = { ...lead.atHand, added: [...added, { event, weighed: wasWeighed || isNews }] };
  const taken = { ...lead, tallies, atHand };
  return { lead: event.machine === true ? taken : { ...taken, ...storyWith(lead, event) }, isNews };
}

/** What it was weighed with holds: the catalogue's word on the asset and the instant of receipt, as scoring noted them then. */
function asTaken({ asset: _asset, ...told }: ScorableEvent, { asset, receivedAt }: ScorableEvent): ScorableEvent {
  return { ...told, receivedAt, ...(asset === undefined ? {} : { asset }) };
}

function asWeighed(lead: LeadAtHand, id: string): LeadAtHand {
  const { added, weighed } = lead.atHand;
  const isAdded = added.some(({ event }) => event.id === id);
  const atHand = isAdded
    ? { ...lead.atHand, added: added.map((each) => (each.event.id === id ? { ...each, weighed: true } : each)) }
    : { ...lead.atHand, weighed: [...weighed, id] };
  return { ...lead, atHand };
}

function storyWith(lead: LeadAtHand, event: ScorableEvent) {
  const rank = { atMs: instantOf(event), eventId: event.id };
  const campaign = event.campaign as Campaign | undefined;
  const source = campaign?.source ?? event.source;
  return {
    content: withContent(lead.content, event),
    needs: withNeeds(lead.needs, event),
    firstSource: source === undefined ? lead.firstSource : earliest(lead.firstSource, { value: source, ...rank }),
    lastCampaign: campaign === undefined ? lead.lastCampaign : newest(lead.lastCampaign, { value: campaign, ...rank }),
  };
}

/**
 * The tallies under this agreement: those at hand, or folded from the evidence where they are of another version or doubtful. Null
 * where that needs evidence which was not loaded.
 */
export function currentTallies(lead: LeadAtHand, agreement: CompiledAgreement): Tallies | null {
  if (isTrusted(lead.tallies, agreement)) return lead.tallies;
  const { evidence, added } = lead.atHand;
  return evidence === null ? null : foldEvidence([...evidence, ...added.map(({ event }) => event)], agreement);
}

/** The lead with current tallies, as far as its evidence is at hand. */
export function refolded(lead: LeadAtHand, agreement: CompiledAgreement): LeadAtHand {
  return { ...lead, tallies: currentTallies(lead, agreement) ?? lead.tallies };
}

function isTrusted({ version, rebuild }: Tallies, agreement: CompiledAgreement): boolean {
  return version === agreement.version && !rebuild;
}
