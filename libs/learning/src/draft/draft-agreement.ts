import { parseAgreement, type AgreementDocument } from '@smarketing/agreement';
import { stringify } from 'yaml';
import type { Learned } from '../report.ts';
import { fitRules, type FitRules, type LearnedDimension, type LearnedRule } from './fit-rules.ts';
import { replaceSections } from './replace-sections.ts';

type Scorecard = NonNullable<Learned['scorecard']>;

/** What a draft changes. */
export type DraftBase = {
  readonly document: AgreementDocument;
  /** The document as its author wrote it, comments and all; null: written anew from the document. */
  readonly yaml: string | null;
  /** In words, as in "everything else is the standard agreement". */
  readonly words: string;
};

/** Where the figures come from. */
export type DraftSource = {
  /** In words, as in "learned from leads.csv". */
  readonly words: string;
  /** True where columns are fields of the profile by their names already; else they come in under the names that intake has. */
  readonly areFields: boolean;
};

const MOST_CRITERIA = 5;
const LONGEST_TITLE_NAME = 120;

/** There is a scorecard, and yet no valid agreement comes of it on this base. The message is a sentence. */
export class NoDraft extends Error {
  override readonly name = 'NoDraft';
}

/**
 * The agreement of the base with the fit section and the criteria of a good lead replaced by what was learned, as YAML; beside
 * each figure stands where it comes from. It is a proposal: nobody has signed it. Throws NoDraft.
 */
export function draftAgreement(source: DraftSource, learned: Learned, base: DraftBase): string {
  const { scorecard } = learned;
  if (scorecard === null) throw new NoDraft('There is no scorecard to make a draft of.');
  if (base.document.models.length > 0) {
    throw new NoDraft('The agreement has models of their own fit, and the scorecard is one for all of them.');
  }
  const rules = fitRules(scorecard, source.areFields);
  const title = `A draft learned from ${oneLine(source.words).slice(0, LONGEST_TITLE_NAME)}`;
  const sections = new Map([
    ['title', `title: ${JSON.stringify(title)}`],
    ['goodLead', goodLead(rules, base.document)],
    ['fit', fit(rules, scorecard, base.document)],
  ]);
  const before = base.yaml ?? stringify(base.document, { lineWidth: 0 });
  const yaml = `${header(source, learned, scorecard, rules, base)}\n${replaceSections(before, sections)}`;
  const parsed = parseAgreement(yaml);
  if ('document' in parsed) return yaml;
  const [problem] = parsed.problems;
  throw new NoDraft(`The scorecard does not go with the rest of the agreement: ${problem?.path}: ${problem?.message}.`);
}

function header(
  source: DraftSource,
  { evaluation, split }: Learned,
  scorecard: Scorecard,
  rules: FitRules,
  base: DraftBase,
): string {
  const held = split.kind === 'time' ? 'the latest of all' : 'drawn at random';
  const renamed = rules.dimensions.filter(({ column, field }) => column !== field);
  return comment([
    `A draft, learned from ${oneLine(source.words)}. Nobody has signed it.`,
    '',
    `Learned from ${inThousands(split.train)} leads (seed ${split.seed}), judged on ${inThousands(split.test)} others, ${held}:`,
    `AUC ${scorecard.auc.toFixed(3)} of these points; ${evaluation.auc.toFixed(3)} of the model behind them, with a 95 % interval of ` +
      `${evaluation.aucInterval[0].toFixed(3)} to ${evaluation.aucInterval[1].toFixed(3)}.`,
    `Only fit and goodLead are learned. Everything else is ${base.words}.`,
    ...(source.areFields
      ? []
      : [
          '',
          'Rules read the profile. What stands for "not known" in the file ("Select", "N/A" and the like) must be listed under',
          '`missing` of the import mapping, and these columns must come in under the names of these fields:',
          ...(renamed.length === 0
            ? ['  (each under its own name)']
            : renamed.map(({ column, field }) => `  ${oneLine(column)} → ${field}`)),
        ]),
    '',
  ]).replace(/#$/, '');
}

function fit({ dimensions, missing }: FitRules, scorecard: Scorecard, base: AgreementDocument): string {
  const { thresholds: at, shares, cap } = scorecard;
  const { requiredFields, disqualifiers } = base.fit;
  const everyField = dimensions.map(({ field }) => field);
  return [
    '# Who they are. Points are the coefficients of a logistic regression, counted from the worst group of each column and scaled so',
    `# that the best leads learned from have ${cap}. Beside each rule: how many of the leads that it held for were won, and its log odds.`,
    'fit:',
    `  cap: ${cap}`,
    `  thresholds: { A: ${at.A}, B: ${at.B}, C: ${at.C} } # shares of the leads learned from: A ${percent(shares.A)}, B ${percent(shares.B)}, C ${percent(shares.C)}, D ${percent(shares.D)}`,
    `  knownDimensionsForFullGrade: ${Math.min(3, dimensions.length)} # of ${dimensions.length}; not learned`,
    `  requiredFields: ${JSON.stringify(requiredFields)} # not learned`,
    '  dimensions:',
    ...dimensions.flatMap((dimension) => (dimension.rules.length === 0 ? [] : dimensionLines(dimension))),
    ...(missing.length === 0
      ? []
      : [
          '    # What is not filled in tells something as well.',
          '    - id: not-filled-in',
          '      label: What is not known',
          `      fields: ${JSON.stringify(everyField)}`,
          '      countsAsKnown: false',
          '      match: all',
          '      rules:',
          ...missing.map(ruleLine),
        ]),
    `  disqualifiers: ${JSON.stringify(disqualifiers)} # not learned`,
  ].join('\n');
}

function dimensionLines({ id, column, field, rules }: LearnedDimension): string[] {
  return [
    `    - id: ${id}`,
    `      label: ${JSON.stringify(oneLine(column).slice(0, 200))}`,
    `      fields: ${JSON.stringify([field])}`,
    '      rules:',
    ...rules.map(ruleLine),
  ];
}

function ruleLine({ id, label, points, when, rows, won, logOdds }: LearnedRule): string {
  const odds = [...new Set(logOdds.map((each) => `+${each.toFixed(2)}`))].slice(0, 4).join(', ');
  const source = `${inThousands(won)} of ${inThousands(rows)} won (${percent(won / rows)}), log odds ${odds}`;
  return `        - { id: ${id}, label: ${JSON.stringify(oneLine(label))}, points: ${points}, when: ${JSON.stringify(when)} } # ${source}`;
}

/** The columns with the most to gain, each met from half of its points on; and what the agreement asks of behaviour already. */
function goodLead({ dimensions }: FitRules, base: AgreementDocument): string {
  const most = ({ rules }: LearnedDimension): number => Math.max(0, ...rules.map(({ points }) => points));
  const top = dimensions
    .filter((each) => most(each) > 0)
    .sort((a, b) => most(b) - most(a))
    .slice(0, MOST_CRITERIA);
  const learned = top.map((dimension) => {
    const rules = dimension.rules.filter(({ points }) => points >= most(dimension) / 2);
    const said = rules.map(({ label }) => label.slice(dimension.column.length + 2)).join(', ');
    const label = `${dimension.column}: ${said}`;
    return { id: `good-${dimension.id}`, label: oneLine(label).slice(0, 200), rules: rules.map(({ id }) => id) };
  });
  const replaced = new Set(base.fit.dimensions.flatMap(({ rules }) => rules.map(({ id }) => id)));
  const kept = base.goodLead.filter(({ rules }) => rules.every((rule) => !replaced.has(rule)));
  return [
    '# What a good lead looks like: the columns that tell most, each from half of its points on. Then, what was asked before.',
    'goodLead:',
    ...[...learned, ...kept].map((criterion) => `  - ${JSON.stringify(criterion)}`),
  ].join('\n');
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => `# ${line}`.trimEnd()).join('\n');
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const inThousands = (count: number): string => count.toLocaleString('en-US');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
