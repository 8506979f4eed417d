import { describe, expect, test } from '@jest/globals';
import {
  compileAgreement,
  defaultAgreement,
  parseAgreement,
  scoreFit,
  type AgreementDocument,
} from '@smarketing/agreement';
import { HistoryTableBuilder, learn, type Group, type Learned, type ScorecardColumn } from '@smarketing/learning';
import { madeHistory } from '../scene/made-history.ts';
import { draftFromHistory } from './draft-from-history.ts';

const { rows } = madeHistory(1500);

function learnedFrom(ignore: readonly string[] = []): Learned {
  const names = Object.keys(rows[0]!).filter((name) => name !== 'Converted');
  const builder = new HistoryTableBuilder(names, 1);
  for (const row of rows) builder.add((name) => row[name]!, row['Converted'] === '1');
  return learn(builder.finish(), { seed: 1, split: 'random', time: null, ignore, keep: [] }).learned!;
}

function documentOf(yaml: string): AgreementDocument {
  const parsed = parseAgreement(yaml);
  if ('document' in parsed) return parsed.document;
  throw new Error(JSON.stringify(parsed.problems));
}

const learned = learnedFrom();
const yaml = draftFromHistory('/exports/my leads.csv', 'Converted', learned);
const document = documentOf(yaml);

/** What the scorecard says of a cell, read off its groups without any of the draft's rules. */
function pointsOf({ lines }: ScorecardColumn, cell: string): number {
  const isUnknown = cell === '' || cell === 'Select';
  const holds = (group: Group): boolean => {
    switch (group.kind) {
      case 'missing':
        return isUnknown;
      case 'level':
        return cell === group.text;
      case 'other':
        return !isUnknown && !group.except.includes(cell);
      case 'truth':
        return cell === (group.value ? 'Yes' : 'No');
      case 'range':
        return !isUnknown && Number(cell) >= (group.from ?? -Infinity) && Number(cell) < (group.to ?? Infinity);
    }
  };
  return lines.find(({ group }) => holds(group))?.points ?? 0;
}

const FIELDS: Readonly<Record<string, string>> = {
  'Lead Source': 'leadSource',
  'Total Visits': 'totalVisits',
  'Asked Us': 'askedUs',
  Country: 'country',
  Employees: 'headcount',
};
/** As intake keeps countries whose names it knows. */
const CODES: Readonly<Record<string, string>> = { India: 'IN', Germany: 'DE', 'United States': 'US' };

describe('the draft', () => {
  test('gives every lead the points of the scorecard', () => {
    const { fit } = compileAgreement(document, { version: 1 }).models.get('default')!;
    const { columns } = learned.scorecard!;
    expect(columns.map(({ column }) => column).sort()).toEqual(Object.keys(FIELDS).sort());
    const seen = new Set<number>();
    for (const row of rows) {
      const known = Object.entries(FIELDS).filter(([column]) => row[column] !== 'Select');
      const profile = Object.fromEntries(
        known.map(([column, field]) => [
          field,
          field === 'country' ? (CODES[row[column]!] ?? row[column]) : row[column],
        ]),
      );
      const expected = columns.reduce((sum, column) => sum + pointsOf(column, row[column.column]!), 0);
      const { points, grade } = scoreFit(profile, fit);
      expect(points).toBe(Math.min(50, expected) * 100);
      const { A, B, C } = learned.scorecard!.thresholds;
      const capped = Math.min(50, expected);
      expect(grade).toBe(capped >= A ? 'A' : capped >= B ? 'B' : capped >= C ? 'C' : 'D');
      seen.add(points);
    }
    expect(seen.size).toBeGreaterThan(15);
  });

  test('reads yes and no as intake may keep them', () => {
    const { fit } = compileAgreement(document, { version: 1 }).models.get('default')!;
    const of = (askedUs: string | boolean): number => scoreFit({ askedUs }, fit).points;
    expect(of(true)).toBe(of('Yes'));
    expect(of(false)).toBe(of('No'));
    expect(of(true)).toBeGreaterThan(of(false));
  });

  test('leaves everything else as it ships', () => {
    const { fit, goodLead, title, ...rest } = document;
    const { fit: standardFit, goodLead: _, title: __, ...standard } = defaultAgreement;
    expect(rest).toEqual(standard);
    expect(fit.disqualifiers).toEqual(standardFit.disqualifiers);
    expect(fit.requiredFields).toEqual(standardFit.requiredFields);
    expect(title).toBe('A draft learned from my leads.csv (outcome: Converted)');
    expect(goodLead.at(-1)).toMatchObject({ id: 'wants-to-talk' });
    expect(goodLead.length).toBeGreaterThanOrEqual(5);
  });

  test('says beside each figure where it comes from', () => {
    expect(yaml).toMatch(/^# A draft, learned from my leads\.csv \(outcome: Converted\)\. Nobody has signed it\./);
    expect(yaml).toContain(`AUC ${learned.scorecard!.auc.toFixed(3)} of these points`);
    expect(yaml).toContain('#   Lead Source → leadSource');
    const ruleLines = yaml.split('\n').filter((line) => / id: \S+-(\d+|missing), label: /.test(line));
    expect(ruleLines.length).toBeGreaterThan(10);
    for (const line of ruleLines) expect(line).toMatch(/ # [\d,]+ of [\d,]+ won \(\d+\.\d %\), log odds \+\d/);
    // The words about the standard's own points are gone.
    expect(yaml).not.toContain('A from 35, B from 25');
    expect(yaml).toMatch(/\n\n# What they do: 0…50 points/);
  });

  test('of a single column is valid as well', () => {
    const one = learnedFrom(['Lead Source', 'Country', 'Asked Us', 'Employees', 'Created']);
    expect(one.scorecard!.columns.map(({ column }) => column)).toEqual(['Total Visits']);
    expect(documentOf(draftFromHistory('x.csv', 'Converted', one)).fit.knownDimensionsForFullGrade).toBe(1);
  });
});
