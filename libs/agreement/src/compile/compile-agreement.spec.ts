import { describe, expect, it } from '@jest/globals';
import { defaultAgreement } from '../document/default-agreement.ts';
import { agreementDocument } from '../schema/agreement-document.ts';
import { compileAgreement } from './compile-agreement.ts';

const document = agreementDocument.parse({
  ...defaultAgreement,
  routing: {
    pools: [
      { id: 'north', label: 'North' },
      { id: 'mail', label: 'Mail only', calls: false },
      { id: 'all', label: 'All', members: 'all' },
    ],
    territories: [{ id: 'nordics', label: 'Nordics', when: { field: 'country', op: 'in', value: ['SE', 'NO'] } }],
    rules: [
      { id: 'nordics', label: 'Nordic leads', territory: 'nordics', pool: 'north' },
      { id: 'templates', label: 'P3 by mail', priorities: ['P3'], pool: 'mail' },
      { id: 'weak', label: 'Weak fit', when: { field: 'fitGrade', op: 'eq', value: 'D' }, pool: 'mail' },
    ],
    catchAll: 'all',
  },
});

describe('a compiled agreement', () => {
  const compiled = compileAgreement(document, { version: 3, timeZone: 'Europe/Berlin' });

  it('has a real zone wherever the document says host', () => {
    expect(compiled.document.timeZone).toBe('Europe/Berlin');
    expect(compiled.document.calendars.list[0]?.spec.timeZone).toBe('Europe/Berlin');
  });

  it('knows for each event type the few rules that may match', () => {
    expect(compiled.byEventType.get('pricing_viewed')?.rules.map(({ id }) => id)).toEqual(['pricing']);
    expect(compiled.byEventType.get('never_heard_of')).toBeUndefined();
  });

  it('chooses the first pool whose rule certainly holds, and says why not the others', () => {
    const { choosePool } = compiled.routing;
    const lead = { priority: 'P1' as const, model: 'default', grade: 'A1', fitGrade: 'A' };
    expect(choosePool({ profile: { country: 'SE' }, ...lead })).toMatchObject({
      rule: 'nordics',
      pool: { id: 'north' },
    });
    expect(choosePool({ profile: { country: 'DE' }, ...lead, priority: 'P3' })).toMatchObject({ rule: 'templates' });
    const unknown = choosePool({ profile: {}, ...lead });
    expect(unknown).toMatchObject({ rule: 'catch-all', pool: { id: 'all', openLeadCap: 25, dailyCap: 10 } });
    expect(unknown.path.map(({ why }) => why)).toEqual(['the territory is unknown', 'priority is P1', 'does not hold']);
  });
});
