import { describe, expect, it } from '@jest/globals';
import { probabilityOf } from './conversion-model.ts';
import { sigmoid } from './fit/fit-logistic.ts';
import { learnLive } from './learn-live.ts';
import { aHistory, normal, pick, someLeads, type Lead } from './scene/a-history.ts';

const HOUR_MS = 3_600_000;
const options = { seed: 1, time: 'known at', scorecardOf: (column: string) => column !== 'visits' };

function leadsLike(count: number, logitOf: (visits: number, source: string, at: number) => number): Lead[] {
  return someLeads(count, (random, at) => {
    const visits = normal(random);
    const source = pick(random, ['ads', 'search', 'fair']);
    const won = random() < sigmoid(logitOf(visits, source, at));
    const known = new Date(Date.parse('2026-01-01') + at * HOUR_MS).toISOString();
    return { won, visits: visits.toFixed(3), source, 'known at': known };
  });
}

const sound = leadsLike(1500, (visits, source) => -1 + visits + (source === 'fair' ? 1.5 : 0));

describe('the live model', () => {
  it('is judged on the outcomes known last, and learned from all', () => {
    const { report, model, distribution, useless } = learnLive(aHistory(sound), options);
    expect(useless).toBeNull();
    expect(report.learned!.split).toMatchObject({ kind: 'time', train: 1050, test: 450 });
    expect(report.learned!.evaluation).toMatchObject({ rows: 450 });
    expect(report.learned!.drift!.level).not.toBe('alarm');
    expect(distribution!.rows.reduce((sum, rows) => sum + rows, 0)).toBe(1500);
    const of = (visits: string, source: string) =>
      probabilityOf(model!, (column) => ({ visits, source })[column as 'visits' | 'source'] ?? '');
    expect(of('2', 'fair')).toBeGreaterThan(0.85);
    expect(of('-2', 'ads')).toBeLessThan(0.12);
    // One million rows would not make the truth other than this.
    expect(Math.abs(of('0', 'search') - sigmoid(-1))).toBeLessThan(0.1);
  });

  it('counts in its scorecard only what it may', () => {
    const { report } = learnLive(aHistory(sound), options);
    expect(report.learned!.scorecard!.columns.map(({ column }) => column)).toEqual(['source']);
  });

  it('gives no probability where it tells no more than the base rate', () => {
    const { model, useless } = learnLive(aHistory(leadsLike(800, () => -0.5)), options);
    expect(model).not.toBeNull();
    expect(useless).toMatch(/^What is known of leads when they are handed over does not tell who buys/);
  });

  it('gives none where what it learned has turned around since', () => {
    const turned = leadsLike(1500, (visits, _source, at) => (at < 1050 ? 2 * visits : -2 * visits));
    const { report, useless } = learnLive(aHistory(turned), options);
    expect(useless).not.toBeNull();
    expect(report.learned!.evaluation.brier).toBeGreaterThan(report.learned!.evaluation.baseBrier);
  });

  it.each([99, 100])('with %d won and enough lost waits for a hundred', (won) => {
    const leads = sound.slice(0, 500).map((lead, at) => ({ ...lead, won: at % 5 === 0 && at < 5 * won }));
    const { report, model, useless } = learnLive(aHistory(leads), options);
    expect(model === null).toBe(won < 100);
    if (won < 100) {
      expect(useless).toContain('99 won and 401 lost');
      expect(report.notLearned).toBe(useless);
    }
  });
});
