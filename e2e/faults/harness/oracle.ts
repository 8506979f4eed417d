import { judgeLog } from './log-oracle.ts';
import type { DeadLetter, Observed, ObservedLead } from './observe.ts';
import { DIGITS, FIT, HAND_RAISER, MOST_ENGAGEMENT, MOST_PER_RULE, POINTS, QUALIFYING_LETTERS } from './rules.ts';
import type { ClientEvent, TestLead, Traffic } from './traffic.ts';
import { noViolations, type Verdict } from './verdict.ts';

export type Expectations = {
  /** What the funnel counted before the run. */
  readonly funnelBefore: { readonly leads: number; readonly won: number };
  /** Ids of the dead letters that were there before the run. */
  readonly deadLettersBefore: ReadonlySet<string>;
  /** What must be set aside: its place in the log or a text that only its payload contains, and by how many services. */
  readonly poison?: readonly { readonly mark: string; readonly services: number }[];
  /** Whether promises of a first touch have run out by now. */
  readonly breached?: boolean;
};

/**
 * Works out, one event after the other and with nothing but the rules of `rules.ts`, what the world must see of a run, and names
 * every difference. What was not acknowledged may have counted, but at most once; what did is seen in the timeline.
 */
export function judge(
  traffic: Traffic,
  acknowledged: ReadonlySet<string>,
  observed: Observed,
  { funnelBefore, deadLettersBefore, poison = [], breached = false }: Expectations,
): Verdict {
  const verdict = noViolations();
  const sent = new Map(traffic.events.map((event) => [event.id, event]));
  const seen = new Map<string, ObservedLead[]>();
  for (const lead of observed.leads) seen.set(lead.email, [...(seen.get(lead.email) ?? []), lead]);
  const refs = new Map<string, string>();
  let people = 0;
  let won = 0;
  for (const lead of traffic.leads) {
    const mine = traffic.events.filter(({ email }) => email === lead.email);
    const [found, ...others] = seen.get(lead.email) ?? [];
    if (others.length > 0) verdict.doubled.push(`${lead.email} is ${others.length + 1} leads`);
    if (!found) {
      const missing = mine.filter(({ id }) => acknowledged.has(id));
      verdict.lost.push(...missing.map(({ id }) => `${id}: there is no lead ${lead.email}`));
      continue;
    }
    people++;
    const counted = judgeTimeline(mine, acknowledged, sent, found, verdict);
    if (counted.some(({ type }) => type === 'deal_won')) won++;
    for (const { eventId, ref } of found.timeline) refs.set(eventId, ref);
    judgeLead(lead, counted, found, breached, verdict);
    judgeTouches(counted, found, refs, verdict);
  }
  judgeFigure('leads in the funnel', people, observed.funnel.leads - funnelBefore.leads, verdict);
  judgeFigure('won in the funnel', won, observed.funnel.won - funnelBefore.won, verdict);
  const news = observed.deadLetters.filter(({ id }) => !deadLettersBefore.has(id));
  judgeDeadLetters(news, poison, verdict);
  judgeLog(traffic, acknowledged, observed, verdict);
  return verdict;
}

/** The events that counted, by the lead's timeline. */
function judgeTimeline(
  mine: readonly ClientEvent[],
  acknowledged: ReadonlySet<string>,
  sent: ReadonlyMap<string, ClientEvent>,
  found: ObservedLead,
  verdict: Verdict,
): readonly ClientEvent[] {
  const times = new Map<string, number>();
  for (const { ref } of found.timeline) times.set(ref, (times.get(ref) ?? 0) + 1);
  for (const { id } of mine) {
    if (acknowledged.has(id) && !times.has(id)) verdict.lost.push(`${id} is not in the timeline of ${found.email}`);
  }
  for (const [ref, count] of times) {
    if (count > 1) verdict.doubled.push(`${ref} is ${count} times in the timeline of ${found.email}`);
    const event = sent.get(ref);
    if (event?.email !== found.email)
      verdict.wrong.push(`${ref} is in the timeline of ${found.email}, and does not belong there`);
  }
  for (const [index, { ref, occurredAt }] of found.timeline.entries()) {
    const event = sent.get(ref);
    // Segment's time is corrected by when it was sent.
    if (event && event.door !== 'segment' && Date.parse(occurredAt) !== event.atMs)
      verdict.wrong.push(`${ref} occurred at ${occurredAt} instead of ${new Date(event.atMs).toISOString()}`);
    const before = found.timeline[index - 1];
    if (before && before.occurredAt < occurredAt)
      verdict.outOfOrder.push(`${ref} stands below an older one in the timeline of ${found.email}`);
  }
  return mine.filter(({ id }) => times.has(id));
}

function judgeLead(
  lead: TestLead,
  counted: readonly ClientEvent[],
  found: ObservedLead,
  breached: boolean,
  verdict: Verdict,
): void {
  const { email } = lead;
  const differ = (what: string, expected: unknown, actual: unknown): void => {
    if (expected !== actual)
      verdict.wrong.push(`${email}: ${what} is ${String(actual)} instead of ${String(expected)}`);
  };
  const isKnown = counted.some(({ type }) => type === 'identify');
  const fit = isKnown ? FIT.find(({ from }) => lead.headcount >= from)! : { points: 0, letter: 'D' };
  // A deal ends what counted before it, and at which of the events that was is not for this model to say.
  if (!counted.some(({ type }) => type === 'deal_opened' || type === 'deal_won')) {
    const engagement = engagementOf(counted);
    differ('the score', (engagement + fit.points).toFixed(2), found.score.toFixed(2));
    const digit = DIGITS.find(({ from }) => engagement >= from)?.digit ?? 4;
    if (found.grade !== null || engagement > 0) differ('the grade', `${fit.letter}${digit}`, found.grade);
    judgeEntries(counted, found, verdict);
  }
  const qualifies = QUALIFYING_LETTERS.includes(fit.letter) && counted.some(({ type }) => type === HAND_RAISER);
  const cycles = qualifies ? 1 : 0;
  differ('the number of its cycle', qualifies ? 1 : null, found.cycleNumber);
  differ('whether it has an owner', qualifies, found.owner !== null);
  countOnce(`${email}: hand-off packets`, cycles, found.packets.length, verdict);
  countOnce(`${email}: routing decisions`, cycles, found.routed.length, verdict);
  countOnce(`${email}: assignments with clocks`, cycles, found.assignments.length, verdict);
  for (const { clocks } of found.assignments) {
    differ(
      'its clocks',
      'answer, first-touch',
      clocks
        .map(({ kind }) => kind)
        .toSorted()
        .join(', '),
    );
    const touched = counted.some(({ type }) => type === 'call_logged');
    // A touch may lie before the hand-off or after it, and only then stops the clock: in such a run both may be.
    if (!breached || !touched)
      differ(
        'whether a clock is breached',
        breached,
        clocks.some((clock) => clock.breached),
      );
  }
}

function engagementOf(counted: readonly ClientEvent[]): number {
  const sum = Object.entries(POINTS).reduce((points, [rule, each]) => {
    const count = counted.filter(({ type }) => type === rule).length;
    return points + each * Math.min(count, MOST_PER_RULE);
  }, 0);
  return Math.min(sum, MOST_ENGAGEMENT);
}

/** Every event that a rule names has one line in the explanation, or is counted in the line of those beyond the cap. */
function judgeEntries(counted: readonly ClientEvent[], found: ObservedLead, verdict: Verdict): void {
  for (const rule of Object.keys(POINTS)) {
    const expected = counted.filter(({ type }) => type === rule).length;
    const lines = found.entries.filter((entry) => entry.rule === rule);
    const explained = lines.reduce((sum, { count }) => sum + count, 0);
    countOnce(`${found.email}: ${rule} in the explained score`, expected, explained, verdict);
    const ids = lines.flatMap(({ eventId }) => (eventId === null ? [] : [eventId]));
    if (new Set(ids).size < ids.length)
      verdict.doubled.push(`${found.email}: an event of ${rule} has two lines in the explained score`);
  }
}

function judgeTouches(
  counted: readonly ClientEvent[],
  found: ObservedLead,
  refs: ReadonlyMap<string, string>,
  verdict: Verdict,
): void {
  const heard = found.touches.map((eventId) => refs.get(eventId) ?? eventId);
  for (const { id } of counted.filter(({ type }) => type === 'call_logged')) {
    countOnce(`${id} among the touches of ${found.email}`, 1, heard.filter((ref) => ref === id).length, verdict);
  }
}

function judgeFigure(what: string, expected: number, actual: number, verdict: Verdict): void {
  if (actual !== expected) verdict.wrong.push(`${what}: ${actual} instead of ${expected}`);
}

function countOnce(what: string, expected: number, actual: number, verdict: Verdict): void {
  if (actual < expected) verdict.lost.push(`${what}: ${actual} instead of ${expected}`);
  if (actual > expected) verdict.doubled.push(`${what}: ${actual} instead of ${expected}`);
}

function judgeDeadLetters(
  letters: readonly DeadLetter[],
  poison: NonNullable<Expectations['poison']>,
  verdict: Verdict,
): void {
  for (const { mark, services } of poison) {
    const count = letters.filter((letter) => isMarked(letter, mark)).length;
    countOnce(`dead letters with ${mark}`, services, count, verdict);
  }
  for (const letter of letters) {
    if (poison.some(({ mark }) => isMarked(letter, mark))) continue;
    verdict.deadLetters.push(`${letter.service}, ${letter.reason}: ${letter.detail}`);
  }
}

const isMarked = ({ place, payload }: DeadLetter, mark: string): boolean => place === mark || payload.includes(mark);
