import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compileMapping } from './compile-mapping.ts';
import { readMapping } from './read-mapping.ts';

const examples = resolve(import.meta.dirname, '../../../../examples/olist');
const mapping = (name: string) => {
  const read = readMapping(readFileSync(resolve(examples, name), 'utf8'), name);
  const compiled = compileMapping(read);
  // As the reader of rows does it.
  return (cells: Record<string, string>) =>
    compiled.eventOf(new Map(Object.entries(cells).filter(([, cell]) => !read.missing.includes(cell))));
};

describe('the mappings for the Olist data', () => {
  test('make of a lead a sign-up on its landing page, from its origin', () => {
    const row = { mql_id: 'm', first_contact_date: '2018-02-01 00:00:00', landing_page_id: 'p', origin: 'unknown' };
    expect(mapping('mqls.map.yaml')(row)).toEqual({
      id: 'mql/m',
      source: 'olist',
      type: 'form_submitted',
      occurredAtMs: Date.parse('2018-02-01T02:00:00Z'),
      data: {
        who: { crmId: 'm' },
        campaign: { source: 'unknown' },
        asset: { id: 'p', type: 'landing_page' },
        properties: { form: 'seller-sign-up' },
      },
    });
    expect(mapping('mqls.map.yaml')({ ...row, origin: 'NaN' }).data.campaign).toBeUndefined();
  });

  test('make of a deal one that was won', () => {
    const row = {
      mql_id: 'm',
      seller_id: 's',
      sr_id: 'r',
      won_date: '2018-05-08 20:17:59',
      has_company: 'False',
      has_gtin: '',
    };
    expect(mapping('deals.map.yaml')(row)).toEqual({
      id: 'won/m',
      source: 'olist',
      type: 'deal_won',
      occurredAtMs: Date.parse('2018-05-08T23:17:59Z'),
      data: { who: { crmId: 'm' }, properties: { dealId: 's', by: 'r', hasCompany: false } },
    });
  });
});
