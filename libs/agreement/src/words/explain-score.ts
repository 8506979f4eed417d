import { DAY_MS } from '../score/decay.ts';
import type { Score } from '../score/score-at.ts';
import type { ScoreEntry } from '../score/score-entry.ts';
import { daysInWords, listInWords, pointsInWords } from './points-in-words.ts';

/** One line of the ledger as a sentence: "Asked for a demo 2 days ago: 20 points, 19.1 points by now." */
export function explainEntry(entry: ScoreEntry, nowMs: number): string {
  if (entry.side === 'engagement' && entry.eventId === null) {
    return `${entry.label}: ${entry.count} more ${entry.count === 1 ? 'time' : 'times'}, beyond the agreed limit.`;
  }
  const left = entry.points + entry.withheldByCap;
  const when = entry.occurredAt === null ? '' : ` ${agoInWords(nowMs - entry.occurredAt)}`;
  const decayed = left === entry.basePoints ? '' : `, ${pointsInWords(left)} by now`;
  const withheld =
    entry.withheldByCap === 0 ? '' : `, of which ${pointsInWords(entry.withheldByCap)} withheld by a cap`;
  return `${entry.label}${when}: ${pointsInWords(entry.basePoints)}${decayed}${withheld}.`;
}

/** The score in plain sentences: what it is, why, and what is not known. */
export function explainScore(score: Score): string[] {
  const grade = score.provisional && score.fitGrade !== 'X' ? `${score.grade}, provisional` : score.grade;
  const sentences = [
    `${pointsInWords(score.score)} (${grade}): ${pointsInWords(score.fit)} for who they are and ${pointsInWords(score.engagement)} for what they did.`,
    ...score.entries.map((entry) => explainEntry(entry, score.at)),
  ];
  if (score.disqualifiedBy.length > 0) sentences.push(`Disqualified: ${listInWords(score.disqualifiedBy)}.`);
  if (score.intent.length > 0) {
    const signals = score.intent.map(({ label, occurredAt }) => `${label} ${agoInWords(score.at - occurredAt)}`);
    sentences.push(`Wants to buy: ${listInWords(signals)}.`);
  }
  if (score.justResearching) sentences.push('Said to be just researching.');
  if (score.missingFields.length > 0) sentences.push(`Still unknown: ${listInWords(score.missingFields)}.`);
  return sentences;
}

function agoInWords(ageMs: number): string {
  if (ageMs < 60_000) return 'just now';
  if (ageMs < 3_600_000) return ago(Math.floor(ageMs / 60_000), 'minute');
  if (ageMs < 2 * DAY_MS) return ago(Math.floor(ageMs / 3_600_000), 'hour');
  return `${daysInWords(Math.floor(ageMs / DAY_MS))} ago`;
}

function ago(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
