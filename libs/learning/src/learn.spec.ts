import { describe, expect, it } from '@jest/globals';
import { sigmoid } from './fit/fit-logistic.ts';
import { learn } from './learn.ts';
import type { LearnOptions } from './learn-options.ts';
import { aHistory, normal, pick, someLeads, type Lead } from './scene/a-history.ts';

const options: LearnOptions = { seed: 1, split: 'random', time: null, ignore: [], keep: [] };
const DAY_MS = 86_400_000;

/** The probability is a logistic function of what is told, so that a sound model can be calibrated. */
function aLead(random: () => number, at: number): Lead {
  const visits = normal(random);
  const source = pick(random, ['ads', 'search', 'fair', 'referral']);
  const asked = random() < 0.3;
  const logit = -1.2 + 0.9 * visits + (source === 'fair' ? 1.1 : source === 'ads' ? -0.8 : 0) + (asked ? 1 : 0);
  return {
    won: random() < sigmoid(logit),
    created: new Date(Date.parse('2018-01-01') + Math.floor(at / 10) * DAY_MS).toISOString(),
    visits: random() < 0.1 ? '' : visits.toFixed(4),
    source,
    asked: asked ? 'Yes' : 'No',
  };
}

describe('learning from a history', () => {
  it('is calibrated on 10,000 held out leads, and as good as the truth allows', () => {
    const leads = someLeads(33_334, aLead);
    const { learned } = learn(aHistory(leads), options);
    const { evaluation } = learned!;
    expect(evaluation.rows).toBe(10_000);
    expect(evaluation.ece).toBeLessThanOrEqual(0.03);
    expect(evaluation.auc).toBeGreaterThan(0.75);
    expect(evaluation.aucInterval[0]).toBeLessThan(evaluation.auc);
    const { '20': best, '30': more, '50': half } = evaluation.recallAt;
    expect([best, more, half]).toEqual([best, more, half].toSorted((a, b) => a - b));
    expect(best).toBeGreaterThan(0.38);
    expect(learned!.scorecard!.auc).toBeGreaterThan(evaluation.auc - 0.03);
  }, 60_000);

  it('gives the same report for the same seed, and another for another', () => {
    const leads = someLeads(2000, aLead);
    const first = learn(aHistory(leads), options);
    expect(learn(aHistory(leads), options)).toEqual(first);
    expect(learn(aHistory(leads), { ...options, seed: 2 })).not.toEqual(first);
  });

  it('does not hang on the unit of a number', () => {
    const leads = someLeads(2000, aLead);
    const scaled = leads.map((lead) => ({
      ...lead,
      visits: lead['visits'] === '' ? '' : 1000 * Number(lead['visits']) + 7e6,
    }));
    const [one, other] = [leads, scaled].map((each) => learn(aHistory(each), options).learned!.evaluation);
    expect(other!.auc).toBeCloseTo(one!.auc, 6);
    expect(other!.brier).toBeCloseTo(one!.brier, 6);
  });

  it('by time learns from what lies before, and from nothing of what comes after', () => {
    const leads = someLeads(3000, aLead);
    const byTime: LearnOptions = { ...options, split: 'time', time: 'created' };
    const before = learn(aHistory(leads), byTime);
    const fromMs = before.learned!.split.fromMs!;
    const isLater = (lead: Lead): boolean => Date.parse(String(lead['created'])) >= fromMs;
    expect(before.learned!.split).toMatchObject({ kind: 'time', train: 2100, test: 900 });
    expect(leads.filter(isLater)).toHaveLength(900);
    // Whatever the later leads say, and however they end, what was learned stays.
    const changed = leads.map((lead) =>
      isLater(lead) ? { ...lead, visits: 1000 * Number(lead['visits']), source: 'moon', won: !lead.won } : lead,
    );
    const after = learn(aHistory(changed), byTime);
    expect(after.learned!.model).toEqual(before.learned!.model);
    expect(after.columns).toEqual(before.columns);
    expect(after.leaks).toEqual(before.leaks);
    expect({ ...after.learned!.scorecard, auc: 0 }).toEqual({ ...before.learned!.scorecard, auc: 0 });
    expect(after.learned!.evaluation.auc).toBeLessThan(0.5);
  });

  it('leaves leads without a time out of a split by time', () => {
    const leads = someLeads(3000, aLead).map((lead, at) => (at % 10 === 0 ? { ...lead, created: '' } : lead));
    const report = learn(aHistory(leads), { ...options, split: 'time', time: 'created' });
    expect(report.used).toBe(2700);
    expect(report.learned!.split.undated).toBe(300);
  });

  it('by time says so where one side has too few outcomes', () => {
    const leads = someLeads(2000, aLead).map((lead, at): Lead => ({ ...lead, won: at < 300 }));
    const report = learn(aHistory(leads), { ...options, split: 'time', time: 'created' });
    expect(report.learned).toBeNull();
    expect(report.notLearned).toContain('of the rows to judge on, 0 are won and 600 lost');
    const undated = leads.map((lead) => ({ ...lead, created: lead.won ? '' : lead['created']! }));
    expect(learn(aHistory(undated), { ...options, split: 'time', time: 'created' }).notLearned).toContain(
      '0 won and 1700 lost',
    );
  });

  it('leaves out what is certainly known only afterwards, unless somebody says otherwise', () => {
    const leads = someLeads(2000, aLead).map((lead) => ({ ...lead, lostReason: lead.won ? '' : 'price' }));
    const report = learn(aHistory(leads), options);
    expect(report.leaks.filter(({ leftOut }) => leftOut).map(({ column, kind }) => [column, kind])).toEqual([
      ['lostReason', 'name'],
      ['lostReason', 'filled'],
      ['lostReason', 'separates'],
    ]);
    expect(report.columns.find(({ name }) => name === 'lostReason')).toMatchObject({ used: false });
    expect(report.learned!.evaluation.auc).toBeLessThan(0.9);
    const kept = learn(aHistory(leads), { ...options, keep: ['lostReason'] });
    expect(kept.leaks.every(({ leftOut }) => !leftOut)).toBe(true);
    expect(kept.learned!.evaluation.auc).toBeGreaterThan(0.99);
  });

  it('says that there are not enough outcomes, and still looks at columns, leaks and segments', () => {
    const leads = someLeads(1500, (random, at) => {
      const lead = aLead(random, at);
      const won = lead['source'] !== 'ads' && random() < 0.07;
      return { ...lead, won, wonDate: won ? '2018-01-01' : '' };
    });
    const report = learn(aHistory(leads), options);
    expect(report.positives).toBeLessThan(100);
    expect(report.learned).toBeNull();
    expect(report.notLearned).toMatch(/^There are not enough outcomes yet: \d+ won and \d+ lost/);
    expect(report.columns).toHaveLength(5);
    expect(report.leaks.map(({ column }) => column)).toContain('wonDate');
    expect(report.segments.map(({ parts }) => parts)).toEqual([[{ column: 'source', label: 'ads' }]]);
  });

  it('learns nothing where no column is left', () => {
    const leads = someLeads(1000, (random, at) => ({ won: random() < 0.5, id: `a-${at}` }));
    expect(learn(aHistory(leads), options)).toMatchObject({
      learned: null,
      notLearned: 'No column is left that a model could learn from.',
    });
  });
});
