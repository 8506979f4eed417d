import type { FeedbackLead, Objection } from './feedback-lead.ts';
import { compareSaid, saidAt } from './stated-at.ts';
import type { Stated } from './stated-at.ts';

type Heard = Stated & {
  readonly objection: string;
  readonly pain?: string | undefined;
  readonly by?: string | undefined;
};

const KEPT = 50;
const CHARACTERS = 300;

/** The newest are kept, by event time. */
export function takeObjection(lead: FeedbackLead, heard: Heard): FeedbackLead {
  const text = tidy(heard.objection);
  const objection: Objection = {
    ...saidAt(heard),
    key: text.toLowerCase(),
    text,
    pain: heard.pain === undefined ? null : tidy(heard.pain),
    by: heard.by === undefined ? null : tidy(heard.by),
  };
  if (lead.objections.some(({ eventId }) => eventId === objection.eventId)) return lead;
  return { ...lead, objections: [...lead.objections, objection].toSorted(compareSaid).slice(-KEPT) };
}

/** One line, without what a database or a terminal would choke on. Cutting may halve a pair, so halves go last. */
function tidy(said: string): string {
  const line = said.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.slice(0, CHARACTERS).replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
