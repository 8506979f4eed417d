import type { ScorableEvent } from '@smarketing/agreement';
import { engagementTypes, notOfTheirOwnAccord, type ContactPressure } from '@smarketing/contracts';
import { instantOf } from './evidence-of.ts';
import type { DayTally, PressureTally } from './lead-score.ts';

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 30;
const TOUCHES_KEPT = 50;
/** As many as a nurture track may send in a month by the shipped agreement. */
const LIGHT_BELOW = 4;
/** More contacts than this for each sign of interest is too much. */
const CONTACTS_PER_ENGAGEMENT = 4;

const MAIL = 'email_delivered';
const OWN_ACTS: ReadonlySet<string> = new Set(engagementTypes.filter((type) => !notOfTheirOwnAccord.has(type)));

export const NO_PRESSURE: PressureTally = { days: [], touches: [] };

const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

/**
 * With a mail that was delivered, or something that the person did of their own accord (of the public catalogue, robots apart). It is
 * counted by UTC day, the newest thirty-one of them, and the same whatever the order. Each event must come once.
 */
export function withEvidence(tally: PressureTally, event: ScorableEvent): PressureTally {
  if (event.machine === true || (event.type !== MAIL && !OWN_ACTS.has(event.type))) return tally;
  const { days } = tally;
  const day = dayOf(instantOf(event));
  // The latest are asked for most, so from the end.
  let at = days.length;
  while (at > 0 && days[at - 1]![0] >= day) at -= 1;
  const isKnown = days[at]?.[0] === day;
  const [, mails, engagements] = isKnown ? days[at]! : [day, 0, 0];
  const counted: DayTally = event.type === MAIL ? [day, mails + 1, engagements] : [day, mails, engagements + 1];
  if (isKnown) return { ...tally, days: days.with(at, counted) };
  const more = days.toSpliced(at, 0, counted);
  const oldest = more.at(-1)![0] - WINDOW_DAYS;
  return { ...tally, days: more[0]![0] >= oldest ? more : more.filter(([each]) => each >= oldest) };
}

/** With something that sales did, counted once by its id; the same object where it is known, or too old to be kept. */
export function withTouch(
  tally: PressureTally,
  touch: { readonly eventId: string; readonly atMs: number },
): PressureTally {
  if (tally.touches.some(({ eventId }) => eventId === touch.eventId)) return tally;
  const touches = [...tally.touches, touch]
    .sort((a, b) => a.atMs - b.atMs || (a.eventId < b.eventId ? -1 : 1))
    .slice(-TOUCHES_KEPT);
  return touches.includes(touch) ? { ...tally, touches } : tally;
}

/**
 * What was done to a person against the interest they showed, over thirty whole UTC days, the one of `atMs` included (epoch ms).
 * Contacts are touches and mails. The level: `none` without a contact; `light` below four of them; `heavy` with more than four for
 * each engagement; else `balanced`. So four mails to somebody silent are heavy, and four to somebody who came once are not.
 */
export function contactPressure({ days, touches: touched }: PressureTally, atMs: number): ContactPressure {
  const last = dayOf(atMs);
  const isWithin = (day: number): boolean => day <= last && day > last - WINDOW_DAYS;
  const touches = touched.filter((touch) => touch.atMs <= atMs && isWithin(dayOf(touch.atMs))).length;
  const counted = days.filter(([day]) => isWithin(day));
  const mails = counted.reduce((sum, [, delivered]) => sum + delivered, 0);
  const engagements = counted.reduce((sum, [, , acts]) => sum + acts, 0);
  const level = levelOf(touches + mails, engagements);
  const figures = { windowDays: WINDOW_DAYS, touches, mails, engagements, level };
  return { ...figures, words: inWords(figures) };
}

function levelOf(contacts: number, engagements: number): ContactPressure['level'] {
  if (contacts === 0) return 'none';
  if (contacts < LIGHT_BELOW) return 'light';
  return contacts > CONTACTS_PER_ENGAGEMENT * engagements ? 'heavy' : 'balanced';
}

type Figures = {
  readonly windowDays: number;
  readonly touches: number;
  readonly mails: number;
  readonly engagements: number;
  readonly level: ContactPressure['level'];
};

function inWords({ windowDays, touches, mails, engagements, level }: Figures): string {
  if (level === 'none') return `Nobody contacted them in ${windowDays} days`;
  const contacts = touches + mails;
  const shown = engagements === 0 ? 'and showed no interest' : `and showed interest ${times(engagements)}`;
  const advice = level === 'heavy' ? ': slow down' : '';
  return `Was contacted ${times(contacts)} in ${windowDays} days (${counted(touches, 'touch', 'touches')}, ${counted(mails, 'mail', 'mails')}) ${shown}${advice}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
