import { describe, expect, it } from '@jest/globals';
import type { ScorableEvent } from '@smarketing/agreement';
import fc from 'fast-check';
import { featuresOf, isField } from './features.ts';

const DAY_MS = 86_400_000;
const AT_MS = Date.parse('2026-03-10T12:00:00Z');

function anEvent(id: string, daysBefore: number, more: Partial<ScorableEvent> = {}): ScorableEvent {
  const occurredAt = AT_MS - daysBefore * DAY_MS;
  return { id, type: 'page_viewed', occurredAt, receivedAt: occurredAt, properties: {}, ...more };
}

describe('the features of a lead at an instant', () => {
  it('are who they are, without what names them', () => {
    const fields = {
      ...{
        email: 'ada@engines.test',
        firstName: 'Ada',
        phone: '+49',
        company: 'Engines',
        crmId: '7',
        workEmail: 'x@y.z',
      },
      ...{ country: 'DE', headcount: 200, isPartner: true, title: ' VP Operations ', tags: ['a'], size: null },
      ...{ essay: 'x'.repeat(101), turnover: 'N/A', customerSince: '2026-02-28', 'odd name': 'x' },
    };
    expect(featuresOf(fields, [], AT_MS)).toEqual({
      ...{ country: 'DE', headcount: '200', isPartner: 'true', title: 'VP Operations', customerSince: '11' },
      'events so far': '0',
    });
  });

  it('name nobody either where fields are written otherwise, or hold what does not belong there', () => {
    const named = [
      ...['first_name', 'LastName', 'FULLNAME', 'work_email', 'emailAddress', 'phone_number', 'mobilePhone'],
      ...['contact_id', 'zip_code', 'companyName', 'company_domain', 'linkedin_url'],
    ];
    const fields = {
      ...Object.fromEntries(named.map((name) => [name, 'x'])),
      ...{ notes: 'write to ada@engines.test', paid: 'yes', job_title: 'VP', mobileApp: 'no' },
    };
    expect(featuresOf(fields, [], AT_MS)).toEqual({
      ...{ paid: 'yes', job_title: 'VP', mobileApp: 'no', 'events so far': '0' },
    });
  });

  it('are what they did, how often, and how long ago', () => {
    const evidence = [
      anEvent('b', 2, { type: 'pricing_viewed', campaign: { source: 'ads', medium: 'cpc', name: 'spring' } }),
      anEvent('a', 10, { campaign: { source: 'search', medium: 'organic' }, asset: { id: 'guide' } }),
      anEvent('c', 1, { asset: { id: 'guide' } }),
      anEvent('d', 0.5, { type: 'email_opened', machine: true }),
    ];
    expect(featuresOf({}, evidence, AT_MS)).toEqual({
      ...{ 'times page_viewed': '2', 'times pricing_viewed': '1', 'events so far': '3', 'pieces of content': '1' },
      ...{ 'days since the first event': '10.00', 'days since the last event': '1.00' },
      ...{ 'first source': 'search', 'last medium': 'cpc', 'last campaign': 'spring' },
    });
  });

  it('hold nothing that occurred later, or that came in later', () => {
    const offsets = fc.integer({ min: -20, max: 20 });
    const events = fc.array(
      fc.record({
        type: fc.constantFrom('page_viewed', 'pricing_viewed', 'demo_requested'),
        occurred: offsets,
        delay: fc.integer({ min: 0, max: 10 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(events, (drawn) => {
        const evidence = drawn.map(({ type, occurred, delay }, n) =>
          anEvent(`e${n}`, occurred, { type, receivedAt: AT_MS - (occurred - delay) * DAY_MS }),
        );
        const knownThen = evidence.filter(({ receivedAt }) => receivedAt <= AT_MS);
        expect(featuresOf({}, evidence, AT_MS)).toEqual(featuresOf({}, knownThen, AT_MS));
        expect(featuresOf({}, evidence.toReversed(), AT_MS)).toEqual(featuresOf({}, evidence, AT_MS));
      }),
    );
  });

  it('tell fields of the profile from behaviour by their names', () => {
    expect(['country', 'headcount', 'isPartner'].every(isField)).toBe(true);
    expect(['times page_viewed', 'events so far', 'first source'].some(isField)).toBe(false);
  });
});
