import { describe, expect, it } from '@jest/globals';
import { calibrated } from './calibrate/choose-calibration.ts';
import { probabilityOf } from './conversion-model.ts';
import { linearPredictor } from './encode/design.ts';
import type { UsableColumn } from './encode/encoder.ts';
import { fitModel } from './learn-model.ts';
import { aHistory, normal, pick, someLeads, type Lead } from './scene/a-history.ts';

/** Cells of every kind, written as people write them. */
function aLead(random: () => number): Lead {
  const visits = Math.exp(normal(random));
  const source = pick(random, ['ads', 'Search', 'fair', '', 'N/A', 'x'.repeat(120), `rare ${random().toFixed(3)}`]);
  const asked = pick(random, ['Yes', 'no', 'Y', '', 'TRUE']);
  const won = random() < 0.2 + (asked === 'Yes' ? 0.3 : 0) + (source === 'fair' ? 0.3 : 0);
  const spent = pick(random, ['', '$ 1,250', '12 %', '-3', String(visits)]);
  return { won, visits: random() < 0.1 ? 'Select' : `${visits}`, source, asked, spent };
}

describe('a model that is kept', () => {
  const leads = someLeads(1200, aLead);
  const { columns, outcomes } = aHistory(leads);
  const types = { visits: 'number', source: 'category', asked: 'boolean', spent: 'number' } as const;
  const usable = columns.map((column): UsableColumn => ({ column, type: types[column.name as keyof typeof types] }));
  const rows = Int32Array.from({ length: 800 }, (_, row) => row);
  const options = { seed: 1, split: 'random', time: null, ignore: [], keep: [] } as const;
  const fitted = fitModel({ columns: usable, outcomes, rows, options, step: () => undefined });

  it('judges any lead as the model did that was learned, also after it was written down and read again', () => {
    const model = JSON.parse(JSON.stringify(fitted.model)) as typeof fitted.model;
    const coefficients = Float64Array.from(model.coefficients);
    const said = new Set<number>();
    leads.forEach((lead, row) => {
      const logit = linearPredictor(fitted.design, row, coefficients, model.intercept);
      const probability = probabilityOf(model, (column) => String(lead[column] ?? ''));
      expect(probability).toBeCloseTo(calibrated(model.calibration, logit), 12);
      said.add(probability);
    });
    expect(said.size).toBeGreaterThan(300);
  });

  it('knows what nobody had said when it was learned', () => {
    const cells = { visits: '1e9', source: 'the moon', asked: 'perhaps', spent: '3/4/2026' } as const;
    const told = probabilityOf(fitted.model, (column) => cells[column as keyof typeof cells]);
    const nothing = probabilityOf(fitted.model, () => '');
    for (const probability of [told, nothing]) {
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
    }
  });

  it('says of the learned leads together what came of them', () => {
    expect(fitted.said).toHaveLength(800);
    const base = rows.reduce((sum, row) => sum + outcomes[row]!, 0) / rows.length;
    expect(fitted.said.reduce((sum, each) => sum + each, 0) / 800).toBeCloseTo(base, 1);
  });
});
