import { describe, expect, test } from '@jest/globals';
import { compileMapping } from './compile-mapping.ts';
import { BadRow } from './compile-value.ts';
import { readMapping } from './read-mapping.ts';

const LEADS = `
source: crm
type: form_submitted
id: 'lead/{id}'
time: { column: created, zone: America/Sao_Paulo }
who: { crmId: '{id}', email: '{email}' }
traits: { company: '{company}', headcount: { column: staff, as: number } }
properties:
  form: contact
  newsletter: { column: news, as: boolean, otherwise: false }
  size: { column: size, values: { S: small, L: 3 } }
campaign: { source: '{origin}' }
asset: { id: '{page}', type: landing_page }
`;

const compiled = compileMapping(readMapping(LEADS, 'leads.map.yaml'));
const eventOf = (cells: Record<string, string>) =>
  compiled.eventOf(new Map(Object.entries({ id: '7', created: '2018-02-01', ...cells })));

const reasonOf = (cells: Record<string, string>): string => {
  try {
    eventOf(cells);
  } catch (error) {
    if (error instanceof BadRow) return error.message;
    throw error;
  }
  throw new Error('the row was taken');
};

describe('a row as an event', () => {
  test('has all that the mapping says', () => {
    const cells = {
      email: 'ada@example.com',
      company: 'A',
      staff: '42',
      news: 'Yes',
      size: 'L',
      origin: 'social',
      page: 'p1',
    };
    expect(eventOf(cells)).toEqual({
      id: 'lead/7',
      source: 'crm',
      type: 'form_submitted',
      occurredAtMs: Date.parse('2018-02-01T02:00:00Z'),
      data: {
        who: { crmId: '7', email: 'ada@example.com' },
        traits: { company: 'A', headcount: 42 },
        properties: { form: 'contact', newsletter: true, size: 3 },
        campaign: { source: 'social' },
        asset: { id: 'p1', type: 'landing_page' },
      },
    });
  });

  test('leaves out what the row does not know: no origin is no campaign, no page no asset', () => {
    expect(eventOf({}).data).toEqual({ who: { crmId: '7' }, properties: { form: 'contact', newsletter: false } });
  });

  test('keeps words that have no other meaning', () => {
    expect(eventOf({ size: 'XL' }).data.properties).toMatchObject({ size: 'XL' });
  });

  test('names the columns that a file must have', () => {
    expect([...compiled.columns].sort()).toEqual(
      ['company', 'created', 'email', 'id', 'news', 'origin', 'page', 'size', 'staff'].sort(),
    );
  });

  test('is none without an id, a date, or somebody', () => {
    const withoutId = () => compiled.eventOf(new Map([['created', '2018-02-01']]));
    expect(withoutId).toThrow('id is empty, and the id is made of it');
    expect(reasonOf({ created: '32/01/2018' })).toBe('created is "32/01/2018", which is no date');
    const anonymous = compileMapping(readMapping(LEADS.replace("crmId: '{id}', ", ''), 'x'));
    expect(() => anonymous.eventOf(new Map([['id', '7']]))).toThrow('email is empty: who is it about?');
    const undated = () => compiled.eventOf(new Map([['id', '7']]));
    expect(undated).toThrow('created is empty: when did it happen?');
  });

  test('is none with a cell that is not what it should be', () => {
    expect(reasonOf({ staff: 'many' })).toBe('staff is "many", which is no number');
    expect(reasonOf({ news: 'perhaps' })).toBe('news is "perhaps", which is neither true nor false');
  });
});

describe('a mapping', () => {
  test('names everything that is wrong with it', () => {
    const wrong = LEADS.replace('type: form_submitted', 'type: Form Submitted')
      .replace('America/Sao_Paulo', 'Sao Paulo')
      .replace("id: 'lead/{id}'", "id: 'lead/{id'")
      .concat('typo: 1\n');
    expect(() => readMapping(wrong, 'leads.map.yaml')).toThrow(
      /leads\.map\.yaml is no mapping:[^]*type: [^]*id: braces[^]*time\.zone: is no time zone[^]*typo/,
    );
  });

  test('needs somebody whom the events are about', () => {
    const nobody = LEADS.replace(/who: .*/, 'who: {}');
    expect(() => readMapping(nobody, 'm')).toThrow('who: name at least one');
  });

  test('is YAML', () => {
    expect(() => readMapping('{', 'm.yaml')).toThrow('m.yaml is no YAML');
  });
});
