import { retellingFinished, retoldTopics, type ServiceName } from '@smarketing/contracts';
import { boundedPayload, failingBy, type DeadLetter } from '../dead-letter.ts';
import { decisionId } from '../decision-id.ts';
import type { LaneDraft } from '../lane-draft.ts';
import type { Tx } from '../tx.ts';
import { toldPage, type Retelling } from './lane-rebuild.ts';
import type { RetellingSource, RetoldPage } from './retelling-source.ts';

const MOST_LANES = 4;
const MOST_EVENTS = 200;
/** Where live events fill the batch, one small page keeps the retelling going, and is not felt. */
const BUSY_EVENTS = 500;
const FEWEST_EVENTS = 50;

/** What a lane tells again with this batch. */
export type PageToTell = RetoldPage & { readonly of: Retelling };

/** Reads the next pages for a few of the lanes that were asked to tell again; the others follow when these are done. */
export async function readPages(
  tx: Tx,
  drafts: readonly LaneDraft[],
  source: RetellingSource,
): Promise<ReadonlyMap<LaneDraft, PageToTell>> {
  const live = drafts.reduce((sum, { records }) => sum + records.reduce((n, { events }) => n + events.length, 0), 0);
  const isBusy = live > BUSY_EVENTS;
  const limit = isBusy ? FEWEST_EVENTS : MOST_EVENTS;
  const pages = new Map<LaneDraft, PageToTell>();
  for (const draft of drafts.filter(tells).slice(0, isBusy ? 1 : MOST_LANES)) {
    const of = draft.rebuild.retellings[0]!;
    const ask = { lane: draft.lane.number, service: of.for, after: of.after, limit };
    pages.set(draft, { ...(await source.page(tx, ask)), of });
  }
  return pages;
}

export const tells = ({ rebuild }: LaneDraft): boolean => rebuild.retellings.length > 0;

/** Adds its page to what a lane publishes, after all that is new, unless the wish to hear it was replaced meanwhile. */
export function tellPage(draft: LaneDraft, service: ServiceName): void {
  const { page } = draft;
  if (page === null || !draft.rebuild.retellings.includes(page.of)) return;
  const { id, for: asking, told } = page.of;
  const topic = retoldTopics[asking];
  draft.retold.push(...page.events.map((event) => ({ topic, event })));
  for (const [index, unreadable] of page.unreadable.entries()) {
    draft.letters.push(letterOf(draft, `${id} ${told} ${index}`, topic, unreadable, service));
  }
  draft.rebuild = toldPage(draft.rebuild, page.of, page.events.length, page.after);
  if (page.after !== null) return;
  draft.retold.push({
    topic,
    event: {
      specversion: '1.0',
      id: decisionId(id, 'retelling.finished', service, draft.lane.number),
      source: `smarketing/${service}`,
      type: retellingFinished[asking].type,
      subject: String(draft.lane.number),
      time: new Date(draft.clockMs).toISOString(),
      data: { replayId: id, for: asking, by: service, events: told + page.events.length },
    },
  });
}

function letterOf(
  draft: LaneDraft,
  where: string,
  topic: string,
  { id, type, error, payload }: RetoldPage['unreadable'][number],
  service: ServiceName,
): DeadLetter {
  return {
    id: decisionId(service, 'retelling', where, id),
    lane: draft.lane.number,
    reactor: 'retelling',
    ...failingBy('undecodable', error),
    topic,
    partition: draft.lane.number,
    offset: 0,
    eventId: id,
    eventType: type,
    ...boundedPayload(payload),
    record: null,
    atMs: draft.clockMs,
    attempts: 1,
  };
}
