import {
  addEvidence,
  foldEvidence,
  type CompiledAgreement,
  type ScorableEvent,
  type Tallies,
} from '@smarketing/agreement';
import type { Campaign } from '@smarketing/contracts';
import { NO_PRESSURE, withEvidence } from './contact-pressure.ts';
import { withContent } from './content-seen.ts';
import { instantOf } from './evidence-of.ts';
import type { LeadAtHand, LeadScore } from './lead-score.ts';
import { robotsOf, withRobotsMarked } from './mail-robots.ts';
import { mailSignOf } from './mail-sign.ts';
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
  const { isRobot, tellsOnOthers } = judgedWithItsMail(lead, event);
  const judged = isRobot ? { ...event, machine: true } : event;
  const tallies = isTrusted(lead.tallies, agreement)
    ? addEvidence(lead.tallies, judged, agreement, { firstSeen: true })
    : lead.tallies;
  const taken: LeadAtHand = {
    ...(judged.machine === true ? lead : withStory(lead, event)),
    // What counted already was a robot's: the lead is folded anew, from all of its evidence.
    tallies: tellsOnOthers ? { ...tallies, rebuild: true } : tallies,
    atHand: { ...lead.atHand, added: [...added, { event, weighed: wasWeighed || isNews }] },
  };
  return { lead: taken, isNews };
}

/** Whether a mail filter did this, and whether that shows now of what came before. */
function judgedWithItsMail({ atHand }: LeadAtHand, event: ScorableEvent): { isRobot: boolean; tellsOnOthers: boolean } {
  const sign = mailSignOf(event);
  if (sign === null) return { isRobot: false, tellsOnOthers: false };
  const inBatch = atHand.added
    .map((each) => each.event)
    .filter((each) => mailSignOf(each)?.messageId === sign.messageId);
  const before = [...(atHand.mails.get(sign.messageId) ?? []), ...inBatch];
  const robotsBefore = before.length === 0 ? 0 : robotsOf(before).size;
  const robots = robotsOf([...before, event]);
  const isRobot = robots.has(event.id);
  return { isRobot, tellsOnOthers: robots.size - Number(isRobot) > robotsBefore };
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

type Story = Pick<LeadScore, 'content' | 'needs' | 'firstSource' | 'lastCampaign' | 'pressure'>;

/** What sales did to the lead is no evidence, and stays. */
function noStory({ pressure: { touches } }: LeadScore): Story {
  return { content: [], needs: {}, firstSource: null, lastCampaign: null, pressure: { ...NO_PRESSURE, touches } };
}

function withStory<S extends Story>(lead: S, event: ScorableEvent): S {
  const rank = { atMs: instantOf(event), eventId: event.id };
  const campaign = event.campaign as Campaign | undefined;
  const source = campaign?.source ?? event.source;
  return {
    ...lead,
    content: withContent(lead.content, event),
    pressure: withEvidence(lead.pressure, event),
    needs: withNeeds(lead.needs, event),
    firstSource: source === undefined ? lead.firstSource : earliest(lead.firstSource, { value: source, ...rank }),
    lastCampaign: campaign === undefined ? lead.lastCampaign : newest(lead.lastCampaign, { value: campaign, ...rank }),
  };
}

/**
 * The lead with tallies under this agreement: those at hand, or folded from the evidence where they are of another version or doubtful;
 * then what the hand-off tells of the evidence is made anew as well. Null where that needs evidence which was not loaded.
 */
export function withCurrentTallies(lead: LeadAtHand, agreement: CompiledAgreement): LeadAtHand | null {
  if (isTrusted(lead.tallies, agreement)) return lead;
  const { evidence, added } = lead.atHand;
  if (evidence === null) return null;
  const judged = withRobotsMarked([...evidence(), ...added.map(({ event }) => event)]);
  const tallies: Tallies = foldEvidence(judged, agreement);
  return { ...lead, tallies, ...(lead.tallies.rebuild ? storyOf(lead, judged) : {}) };
}

function storyOf(lead: LeadScore, evidence: readonly ScorableEvent[]): Story {
  return evidence.reduce((story, event) => (event.machine === true ? story : withStory(story, event)), noStory(lead));
}

/** The lead with current tallies, as far as its evidence is at hand. */
export function refolded(lead: LeadAtHand, agreement: CompiledAgreement): LeadAtHand {
  return withCurrentTallies(lead, agreement) ?? lead;
}

function isTrusted({ version, rebuild }: Tallies, agreement: CompiledAgreement): boolean {
  return version === agreement.version && !rebuild;
}
