import type { ColumnType, Evaluation, Learned, LearnReport } from '@smarketing/learning';
import Table from 'cli-table3';
import type { Terminal } from '../terminal.ts';
import type { LiveModel } from './live-model.ts';
import type { History } from './read-history.ts';

const MOST_SEGMENTS = 10;
const INPUT_TYPES: readonly ColumnType[] = ['number', 'boolean', 'category', 'date'];

/** What was read, what was left out and why, how good the model is, the points, and who seldom buys. */
export function sayHistory(file: string, history: History, report: LearnReport, terminal: Pick<Terminal, 'out'>): void {
  terminal.out(whatWasRead(file, history, report).join('\n'));
  sayReport(report, terminal);
}

/** What an installation has learned from its own outcomes, what it goes by, and whether that still holds. */
export function sayLiveModel({ words, weights, drift, report }: LiveModel, terminal: Pick<Terminal, 'out'>): void {
  terminal.out(words);
  if (drift !== null) terminal.out(['', `Since then (${drift.level}):`, ...drift.words].join('\n'));
  if (weights.length > 0) {
    terminal.out(['', 'What counts most:', ...weights.map((weight) => `  ${weight.words}`)].join('\n'));
  }
  if (report !== null) sayReport(report, terminal);
}

function sayReport(report: LearnReport, terminal: Pick<Terminal, 'out'>): void {
  const say = (...lines: readonly string[]): void => terminal.out(lines.join('\n'));
  say('', ...columnsInWords(report));
  say('', ...leaksInWords(report));
  if (report.learned === null)
    say('', report.notLearned ?? '', 'No model was made; what could be checked was checked.');
  else sayLearned(report.learned, say);
  say('', ...segmentsInWords(report));
}

function whatWasRead(file: string, { rows, withoutOutcome, refused, table }: History, report: LearnReport): string[] {
  const lines = [
    `${file}: ${many(rows, 'row')} read, ${inThousands(report.used)} used, ${inThousands(report.positives)} of them won ` +
      `(${percent(report.positives / Math.max(1, report.used))}).`,
  ];
  if (withoutOutcome > 0) lines.push(`${many(withoutOutcome, 'row')} without an outcome: left out.`);
  if (refused.length > 0) lines.push(`${many(refused.length, 'row')} could not be read: left out.`);
  const undated = report.learned?.split.undated ?? 0;
  if (undated > 0)
    lines.push(`${many(undated, 'row')} without a time: left out, since nobody knows which side they are of.`);
  if (table.seen > table.outcomes.length) {
    lines.push(
      `These are ${inThousands(table.outcomes.length)} of ${inThousands(table.seen)} rows, drawn at random: more do not fit.`,
    );
  }
  return lines;
}

function columnsInWords({ columns }: LearnReport): string[] {
  const used = columns.filter((column) => column.used).map(({ name, type }) => `${name} (${type})`);
  const left = columns.filter((column) => !column.used);
  return [
    used.length === 0 ? 'No column is used.' : `${many(used.length, 'column')} used: ${used.join(', ')}.`,
    ...left.map(({ name, reason }) => `Left out: ${name}: ${reason}.`),
  ];
}

function leaksInWords({ leaks, columns }: LearnReport): string[] {
  if (leaks.length === 0) return ['No column seems to be known only after the outcome.'];
  const names = [...new Set(leaks.map(({ column }) => column))];
  return [
    'Columns that may be known only after the outcome, so that a model would look better than it is:',
    ...names.flatMap((name) => {
      const own = leaks.filter(({ column }) => column === name);
      const isInput = INPUT_TYPES.map(String).includes(columns.find((column) => column.name === name)?.type ?? '');
      const fate = own.every(({ leftOut }) => !leftOut)
        ? own.some(({ certain }) => certain)
          ? 'kept, as you said'
          : `kept; --ignore "${name}" leaves it out`
        : `left out${isInput ? `; --keep "${name}" keeps it` : ''}`;
      return [`  ${name} (${fate}):`, ...own.map(({ why }) => `    ${why}`)];
    }),
  ];
}

function sayLearned(
  { split, model, evaluation, drift, scorecard }: Learned,
  say: (...lines: readonly string[]) => void,
): void {
  const sides =
    split.fromMs === null
      ? `${inThousands(split.train)} rows drawn at random, and judged on the other ${inThousands(split.test)}`
      : `the ${inThousands(split.train)} rows before ${new Date(split.fromMs).toISOString().slice(0, 10)}, and judged on the ` +
        `${inThousands(split.test)} since`;
  const { recallAt: recall, auc, aucInterval, brier, ece } = evaluation;
  say(
    '',
    `Learned from ${sides}.`,
    `AUC ${auc.toFixed(3)} (95 % interval ${aucInterval[0].toFixed(3)} to ${aucInterval[1].toFixed(3)}): of a won and a lost ` +
      `lead, the won one has the higher probability ${percent(auc)} of the time. ${verdictOf(auc)}`,
    `Of the 20 % with the highest probability come ${percent(recall['20'])} of all wins, of the 30 % ${percent(recall['30'])}, of ` +
      `the 50 % ${percent(recall['50'])}.`,
    `Probabilities are off by ${percent(ece)} on average (expected calibration error, ten bins); Brier score ${brier.toFixed(4)}. ` +
      `${calibrationInWords[model.calibration]}`,
    '',
    reliabilityTable(evaluation),
  );
  if (drift !== null) say('', `From those rows to the ones since (${drift.level}):`, ...drift.words);
  if (scorecard === null) {
    say('', 'No scorecard: no column tells enough for points.');
    return;
  }
  const { thresholds: at, shares } = scorecard;
  say(
    '',
    `The scorecard, 0 to ${scorecard.cap} whole points, has an AUC of ${scorecard.auc.toFixed(3)} on the same rows, the model ${auc.toFixed(3)}.`,
    scorecardTable(scorecard.columns),
    `A from ${at.A} points (${percent(shares.A)} of the leads), B from ${at.B} (${percent(shares.B)}), C from ${at.C} ` +
      `(${percent(shares.C)}), D below (${percent(shares.D)}).`,
  );
}

function verdictOf(auc: number): string {
  if (auc < 0.6) return 'That is little better than chance: the columns hardly tell who buys.';
  if (auc < 0.7) return 'That is weak, but better than chance.';
  if (auc < 0.8) return 'That is useful for deciding whom to call first.';
  return auc < 0.95
    ? 'That is good.'
    : 'That is so good that a column may be known only afterwards: look at what is used.';
}

const calibrationInWords: Readonly<Record<Learned['model']['calibration'], string>> = {
  none: 'They needed no correction.',
  platt: "They were corrected by Platt's sigmoid, learned by cross-validation.",
  isotonic: 'They were corrected by isotonic regression, learned by cross-validation.',
};

function reliabilityTable({ reliability }: Evaluation): string {
  const table = tableOf(['said', 'leads', 'said on average', 'won'], ['left', 'right', 'right', 'right']);
  for (const { from, to, rows, predicted, observed } of reliability) {
    if (predicted === null || observed === null) continue;
    table.push([`${whole(from)} to ${whole(to)} %`, inThousands(rows), percent(predicted), percent(observed)]);
  }
  return table.toString();
}

function scorecardTable(columns: NonNullable<Learned['scorecard']>['columns']): string {
  const table = tableOf(['column', 'says', 'points', 'leads', 'won'], ['left', 'left', 'right', 'right', 'right']);
  for (const { column, lines } of columns) {
    for (const { label, points, rows, won } of lines.toSorted((a, b) => b.points - a.points)) {
      table.push([column, label, points, inThousands(rows), percent(won / rows)]);
    }
  }
  return table.toString();
}

function segmentsInWords({ segments, segmentsTested }: LearnReport): string[] {
  const tested = `${inThousands(segmentsTested)} segments and pairs were looked at`;
  if (segments.length === 0) return [`No segment converts so seldom that it could not be chance (${tested}).`];
  const more = segments.length - MOST_SEGMENTS;
  return [
    `Leads that seldom buy (${tested}; at most 5 % of those named are named by chance):`,
    ...segments.slice(0, MOST_SEGMENTS).map(({ words }) => `  ${words}`),
    ...(more > 0 ? [`  And ${inThousands(more)} more; --json lists them all.`] : []),
  ];
}

function tableOf(head: string[], colAligns: ('left' | 'right')[]): InstanceType<typeof Table> {
  return new Table({ head, colAligns, style: { head: [], border: [], compact: true } });
}

const inThousands = (count: number): string => count.toLocaleString('en-US');
const many = (count: number, noun: string): string => `${inThousands(count)} ${noun}${count === 1 ? '' : 's'}`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const whole = (share: number): string => (share * 100).toFixed(0);
