/** A mistake that somebody could make in the scoring, and the law that forbids it. */
export type Mutant = {
  readonly mistake: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly killedBy: string;
};

const ORDER = 'any order and any repetition of the events gives the same tallies, to the bit';
const UNION = 'two leads that are merged score as the union of their evidence';
const OPERATIONS = 'the score is what the order of operations gives when it is worked out from the bare events';
const SUM = 'the entries sum exactly to the score, each saying what is left and what is withheld';
const BRIEF = 'a score in brief says the same as the score, and its ledger can be made later';
const BOUNDS = 'nothing leaves its bounds: neither a group nor the whole';
const OLDEST = 'caps withhold from the oldest first';
const MONOTONE = 'a further positive signal never lowers the score';
const RECYCLE = 'after a recycle only the newer evidence counts, as if there were no other';
const PAST = 'a past instant scores what had occurred by then';
const NOT_BEFORE = 'time alone crosses no digit before the instant that nextCrossing names';
const EXACTLY = 'nextCrossing names the very instant where nothing negative is at work';

const mutant = (mistake: string, file: string, find: string, replace: string, killedBy: string): Mutant => ({
  ...{ mistake, file: `libs/agreement/src/score/${file}`, find, replace, killedBy },
});

export const scoreMutants: readonly Mutant[] = [
  mutant(
    'events of the same instant count in the order in which they came',
    'tallies.ts',
    'a.at - b.at || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0)',
    'a.at - b.at',
    ORDER,
  ),
  mutant(
    'a late match of an "n times" rule is thought to change nothing',
    'tally-rule.ts',
    'return { tally, rebuild: !known };',
    'return { tally, rebuild: false };',
    ORDER,
  ),
  mutant(
    'a repetition counts again',
    'tally-rule.ts',
    'if (bucket.kept.some(({ eventId }) => eventId === event.eventId)) return { tally, rebuild: false };',
    '',
    ORDER,
  ),
  mutant(
    'a merged lead keeps the order of its parts',
    'add-evidence.ts',
    '.sort((a, b) => compareOccurrences(a.occurrence, b.occurrence))',
    '',
    UNION,
  ),
  mutant(
    'an event that both leads have counts twice',
    'add-evidence.ts',
    'if (!byId.has(event.id)) byId.set(event.id, event);',
    'byId.set(`${event.id} ${byId.size}`, { ...event, id: `${event.id} ${byId.size}` });',
    UNION,
  ),
  mutant(
    'a cap keeps the earliest',
    'tally-rule.ts',
    'if (inside.length > cap.max) return next.filter((each) => each !== inside[0]);',
    'if (inside.length > cap.max) return next.filter((each) => each !== inside.at(-1));',
    MONOTONE,
  ),
  mutant(
    'a cap lets one more count',
    'tally-rule.ts',
    'if (inside.length > cap.max)',
    'if (inside.length > cap.max + 1)',
    OPERATIONS,
  ),
  mutant(
    'days are those of UTC',
    'tally-rule.ts',
    'const localAt = local(event.at);',
    'const localAt = event.at;',
    OPERATIONS,
  ),
  mutant(
    'what is a quarter of its life old is forgotten',
    'tally-rule.ts',
    'bucketEnd(bucket, per) + DAY_MS <= latestAt - rule.lifeMs',
    'bucketEnd(bucket, per) + DAY_MS <= latestAt - rule.lifeMs / 4',
    OPERATIONS,
  ),
  mutant(
    '"n in d days" counts the day before, too',
    'tally-rule.ts',
    'earliest.at <= event.at - windowMs',
    'earliest.at < event.at - windowMs',
    OPERATIONS,
  ),
  mutant(
    'an asset counts at its first time',
    'keep-latest.ts',
    'compareOccurrences(same, event) >= 0',
    'compareOccurrences(same, event) <= 0',
    OPERATIONS,
  ),
  mutant(
    'a robot counts like a person',
    'add-evidence.ts',
    'if (event.machine === true) return false;',
    '',
    OPERATIONS,
  ),
  mutant(
    'a clock that was ahead moves an event into the future',
    'add-evidence.ts',
    'Math.min(event.occurredAt, event.receivedAt)',
    'event.occurredAt',
    OPERATIONS,
  ),
  mutant(
    'linear decay takes off half a period early',
    'decay.ts',
    'Math.floor(ageMs / stepMs)',
    'Math.round(ageMs / stepMs)',
    SUM,
  ),
  mutant(
    'exponential decay takes the half-life for the time to 1/e',
    'decay.ts',
    '2 ** (-ageMs / halfLifeMs)',
    'Math.E ** (-ageMs / halfLifeMs)',
    SUM,
  ),
  mutant(
    'points keep their fractions',
    'hundredths.ts',
    'const rounded = value < 0 ? -Math.round(-value) : Math.round(value);',
    'const rounded = value;',
    SUM,
  ),
  mutant('what a cap holds back is not told', 'score-entry.ts', 'entry.withheldByCap += amount;', '', SUM),
  mutant('what a cap holds back still counts in the sum', 'score-entry.ts', 'entry.points -= amount;', '', SUM),
  mutant('groups have no cap', 'score-engagement.ts', 'withhold(ofGroup, -cap, cap);', '', BOUNDS),
  mutant(
    'in brief, groups have no cap',
    'engagement-points.ts',
    'sum += clamp(sums[group]!, -cap, cap);',
    'sum += sums[group]!;',
    BRIEF,
  ),
  mutant(
    'a ledger that is made later forgets the recycle',
    'score-at.ts',
    'scoreEngagement(tallies, model, spanOf(at, evidenceFrom))',
    'scoreEngagement(tallies, model, spanOf(at))',
    BRIEF,
  ),
  mutant(
    'the whole has no floor',
    'score-engagement.ts',
    'withhold(entries, 0, engagement.cap)',
    'withhold(entries, -Infinity, engagement.cap)',
    BOUNDS,
  ),
  mutant(
    'the whole has no cap',
    'score-engagement.ts',
    'withhold(entries, 0, engagement.cap)',
    'withhold(entries, 0, Infinity)',
    BOUNDS,
  ),
  mutant(
    'caps withhold from the newest first',
    'score-entry.ts',
    'if (entry.points > 0) excess',
    'if (entry.points > 0 && entry !== entries[0]) excess',
    OLDEST,
  ),
  mutant(
    'a repetition that began before the recycle counts after it',
    'counted-occurrences.ts',
    '&& (since ?? at) > span.after',
    '',
    RECYCLE,
  ),
  mutant(
    'what happens at the very instant does not count yet',
    'counted-occurrences.ts',
    'at <= span.until',
    'at < span.until',
    PAST,
  ),
  mutant(
    'the next look comes a minute late',
    'next-crossing.ts',
    'return after.ms;',
    'return after.ms + 60_000;',
    NOT_BEFORE,
  ),
  mutant(
    'hysteresis is forgotten between two looks',
    'digit.ts',
    'digit >= previous ? threshold - hysteresis : threshold',
    'threshold',
    NOT_BEFORE,
  ),
  mutant(
    'nobody looks again',
    'next-crossing.ts',
    'if (to.ms <= from.ms || !holds(to.worths)) return null;',
    'return null;',
    NOT_BEFORE,
  ),
  mutant(
    'the next look comes a moment early, every time',
    'next-crossing.ts',
    'return after.ms;',
    'return before.ms;',
    EXACTLY,
  ),
];
