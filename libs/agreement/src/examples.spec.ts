import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { compileAgreement, type CompiledAgreement } from './compile/compile-agreement.ts';
import { parseAgreement } from './document/parse-agreement.ts';
import { foldEvidence } from './score/add-evidence.ts';
import { DAY_MS } from './score/decay.ts';
import { qualify } from './score/qualify.ts';
import type { ScorableEvent } from './score/scorable-event.ts';
import { scoreModels } from './score/score-at.ts';

const NOW = Date.parse('2027-03-10T10:00:00Z'); // a Wednesday

function compiledExample(name: string): CompiledAgreement {
  const parsed = parseAgreement(readFileSync(new URL(`../../../examples/${name}.yaml`, import.meta.url), 'utf8'));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return compileAgreement(parsed.document, { version: 1 });
}

type Happened = [type: string, daysAgo: number, more?: Partial<ScorableEvent>];

/** Each model's view of a lead, by model: score, grade, and the priority or where the lead stays. */
function verdicts(compiled: CompiledAgreement, profile: object, happened: Happened[]) {
  const events = happened.map(([type, daysAgo, more], index): ScorableEvent => {
    const at = NOW - daysAgo * DAY_MS;
    return { id: `e${index}`, type, occurredAt: at, receivedAt: at, ...more };
  });
  const tallies = foldEvidence(events, compiled);
  return scoreModels(tallies, profile, compiled, NOW).map((score) => {
    const decision = qualify({ score, tallies, profile, compiled, nowMs: NOW });
    const { model, fit, engagement, grade } = score;
    const becomes = decision.outcome === 'qualified' ? decision.priority : decision.outcome;
    return { model, fit: fit / 100, engagement: engagement / 100, grade, becomes };
  });
}

const path = (to: string) => ({ properties: { path: to } });
const form = (name: string) => ({ properties: { form: name } });

describe('the example of a software company', () => {
  const compiled = compiledExample('b2b-software');
  const plant = { headcount: 200, industry: 'Machinery', country: 'DE', title: 'Head of Production' };

  it('calls at once a plant that asks for a demo', () => {
    const [best, other] = verdicts(compiled, plant, [
      ['demo_requested', 0],
      ['pricing_viewed', 0],
    ]);
    // Fit: 15 size + 12 industry + 8 country + 10 "head" + 5 persona. Engagement: 20 + 6, all fresh; digit 1 from 24.
    expect(best).toEqual({ model: 'default', fit: 50, engagement: 26, grade: 'A1', becomes: 'P0' });
    // Move: 10 for DACH; no vehicles known, plans no transport. C from 10. The demo's 20 are digit 1.
    expect(other).toEqual({ model: 'move', fit: 10, engagement: 20, grade: 'C1', becomes: 'P2' });
  });

  it('takes a trial with fit B for P1', () => {
    const wholesaler = { headcount: 600, industry: 'wholesale', country: 'FR', title: 'Operations Manager' };
    const [best] = verdicts(compiled, wholesaler, [['trial_started', 7]]);
    // Fit: 9 + 6 + 4 + 6 manager + 5 persona = 30, B from 27. Engagement: 14 × 2^(−7/30) = 11.91, below 12.
    expect(best).toEqual({ model: 'default', fit: 30, engagement: 11.91, grade: 'B3', becomes: 'P1' });
  });

  it('nurtures the best of companies that only downloads', () => {
    const downloads = [0, 1, 8, 9].map((daysAgo): Happened => [
      'content_downloaded',
      daysAgo,
      { asset: { id: `a${daysAgo}` } },
    ]);
    const [best] = verdicts(compiled, plant, downloads);
    // 3 + 2.93 + 2.49 + 2.44 = 10.86, withheld by the cap of 10: digit 3.
    expect(best).toEqual({ model: 'default', fit: 50, engagement: 10, grade: 'A3', becomes: 'nurture' });
  });

  it('sees the fleet in whom the other model would not call', () => {
    const fleet = { fleetSize: 30, country: 'AT', title: 'Transport planner' };
    const [best, other] = verdicts(compiled, fleet, [['form_submitted', 8, form('contact')]]);
    // Move: 20 + 10 + 10 = 40. 16 points less a fifth, one full week having passed: 12.8, digit 2 from 10.
    expect(best).toEqual({ model: 'move', fit: 40, engagement: 12.8, grade: 'A2', becomes: 'P0' });
    // Plan: 8 + 5 = 13, two of three dimensions known: provisional, so the raised hand counts. 18 × 2^(−8/30) = 14.96.
    expect(other).toEqual({ model: 'default', fit: 13, engagement: 14.96, grade: 'D2', becomes: 'P0' });
    const { choosePool } = compiled.routing;
    const lead = { profile: fleet, priority: 'P0', grade: 'A2', fitGrade: 'A' } as const;
    expect(choosePool({ ...lead, model: 'move' })).toMatchObject({ rule: 'fleets', pool: { id: 'fleets' } });
    expect(choosePool({ ...lead, model: 'default' })).toMatchObject({ rule: 'dach', pool: { id: 'dach' } });
  });
});

describe('the example of an agency with a long buying cycle', () => {
  const compiled = compiledExample('agency-long-cycle');
  const brand = { turnover: 80_000_000, industry: 'Tourism', country: 'AT', title: 'Head of Marketing' };

  it('calls whoever sends a brief', () => {
    // Fit: 20 + 12 + 8 + 10. A fresh brief is 24 points; digit 1 from 22.
    expect(verdicts(compiled, brand, [['form_submitted', 0, form('brief')]])).toEqual([
      { model: 'default', fit: 50, engagement: 24, grade: 'A1', becomes: 'P0' },
    ]);
  });

  it('lets a reader read, however much', () => {
    const shelf = [0, 1, 2].map((daysAgo): Happened => [
      'content_downloaded',
      daysAgo,
      { asset: { id: `a${daysAgo}`, type: 'case_study' } },
    ]);
    // 4 + 3.98 + 3.95 = 11.93, withheld by the cap of 10: digit 3 from 4.
    expect(verdicts(compiled, brand, shelf)).toEqual([
      { model: 'default', fit: 50, engagement: 10, grade: 'A3', becomes: 'nurture' },
    ]);
  });

  it('writes a letter to whoever came to breakfast and now makes a short-list', () => {
    const visits = [5, 3, 1].map((daysAgo): Happened => ['page_viewed', daysAgo, path('/work/hotel')]);
    // Breakfast 8 × 2^(−90/180) = 5.66; the third visit in two weeks 8 × 2^(−1/60) = 7.91. Digit 2 from 12.
    expect(verdicts(compiled, brand, [['event_attended', 90], ...visits])).toEqual([
      { model: 'default', fit: 50, engagement: 13.57, grade: 'A2', becomes: 'P3' },
    ]);
  });

  it('calls a brand that announces a tender, though it never looked at us', () => {
    const furniture = { turnover: 600_000_000, industry: 'furniture', country: 'DE' };
    // Fit: 12 + 12 + 8 = 32, B from 25. A tender is a signal and no points.
    const found = verdicts(compiled, furniture, [['tender_announced', 20]]);
    expect(found).toEqual([{ model: 'default', fit: 32, engagement: 0, grade: 'B4', becomes: 'P1' }]);
  });

  it('sends no partner after three months without a sign', () => {
    expect(verdicts(compiled, brand, [['email_replied', 91]])).toMatchObject([{ becomes: 'held' }]);
  });
});
