import { describe, expect, test } from '@jest/globals';
import {
  consentChanged,
  dealWon,
  engagementRecorded,
  handoffAnswered,
  leadIdentified,
  profileChanged,
  touchLogged,
  type EventDefinition,
} from '@smarketing/contracts';
import type { Emit } from '@smarketing/messaging';
import { aStatement, NOON } from '../scene/a-statement.ts';
import type { DecodedIntake } from './decoded-intake.ts';
import { DirectoryView } from './directory-view.ts';
import { takeStatement } from './take-statement.ts';

/** Takes statements one after the other; gives what each of them published. */
function taking(...statements: readonly DecodedIntake[]) {
  const view = new DirectoryView();
  const emits = statements.map((statement) => {
    const decision = takeStatement(statement, view);
    if (decision.changes) view.apply(decision.changes);
    return decision.emits ?? [];
  });
  return { view, emits, last: emits.at(-1)! };
}

const of = (emits: readonly Emit[], definition: EventDefinition): Record<string, unknown> | undefined =>
  emits.find((one) => one.definition === definition)?.data as Record<string, unknown> | undefined;
const types = (emits: readonly Emit[]): string[] =>
  emits.map(({ definition }) => definition.type.split('.').slice(1, 3).join('.'));

describe('the first statement about somebody', () => {
  test('makes a lead, with a profile and the engagement', () => {
    const { last, view } = taking(
      aStatement('m1', {
        data: {
          who: { email: ' Anna@Acme.com ' },
          properties: { title: 'Guide', assetId: 'guide' },
          campaign: { source: 'ads' },
        },
      }),
    );
    expect(types(last)).toEqual(['lead.identified', 'profile.changed', 'engagement.recorded']);
    expect(of(last, leadIdentified)).toMatchObject({
      firstType: 'content_downloaded',
      createdAt: NOON,
      campaign: { source: 'ads' },
    });
    expect(of(last, profileChanged)).toEqual({
      version: 1,
      ids: { email: 'anna@acme.com' },
      profile: { email: 'anna@acme.com', companyDomain: 'acme.com', freeMail: false },
    });
    expect(of(last, engagementRecorded)).toMatchObject({
      type: 'content_downloaded',
      asset: { id: 'guide', title: 'Guide' },
    });
    const keys = new Set(last.map(({ key }) => key));
    expect(keys).toEqual(new Set([[...view.leads.keys()][0]]));
  });

  test('tells profile and consent under two numbers, so that who waits for the later one has heard both', () => {
    const consent = [{ channel: 'any' as const, purpose: 'profiling' as const, granted: false, at: NOON }];
    const { last } = taking(aStatement('m1', { data: { who: { email: 'anna@acme.com' }, consent } }));
    expect(types(last)).toEqual(['lead.identified', 'profile.changed', 'consent.changed', 'engagement.recorded']);
    expect(of(last, profileChanged)).toMatchObject({ version: 1 });
    expect(of(last, consentChanged)).toMatchObject({ version: 2 });
    expect(of(last, engagementRecorded)).toMatchObject({ toldVersion: 2 });
  });

  test('gives the lead an id that depends on nothing but the event and when it was received', () => {
    const ids = [1, 2].map(() => taking(aStatement('m1')).last[0]!.key);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(ids[0]!.replace('-', '').slice(0, 12), 16)).toBe(Date.parse(NOON));
  });
});

describe('an id that was used before', () => {
  test('with the same content is counted and changes nothing', () => {
    const again = aStatement('m1', { receivedat: '2026-03-02T12:30:00.000Z' });
    const { view, last } = taking(aStatement('m1'), again, again);
    expect(last).toEqual([]);
    expect([...view.repeats.values()]).toEqual([{ eventId: again.id, variant: 0, count: 2 }]);
    expect(view.rows).toHaveLength(1);
  });

  test('with other content is quarantined, and shows where it differs', () => {
    const first = aStatement('m1', { data: { who: { email: 'anna@acme.com' }, properties: { plan: 'small' } } });
    const other = aStatement('m1', { data: { who: { email: 'anna@acme.com' }, properties: { plan: 'large' } } });
    const { view, last } = taking(first, other, other);
    expect(last).toEqual([]);
    expect(view.rows.map(({ status }) => status)).toEqual(['applied', 'quarantined']);
    expect(view.rows[1]).toMatchObject({
      leadId: null,
      difference: [{ field: 'properties.plan', first: 'small', again: 'large' }],
    });
  });

  test('by another source is another event', () => {
    const { view } = taking(aStatement('m1'), aStatement('m1', { source: 'crm', type: 'page_viewed' }));
    expect(view.rows.map(({ status }) => status)).toEqual(['applied', 'applied']);
  });
});

describe('whom a statement is about', () => {
  const leadOf = (emits: readonly Emit[]): string | undefined => emits.at(-1)?.key;

  test('a browser that becomes known keeps its lead', () => {
    const { emits } = taking(
      aStatement('m1', { type: 'page_viewed', data: { who: { anonymousId: 'b1' } } }),
      aStatement('m2', { type: 'form_submitted', data: { who: { anonymousId: 'b1', email: 'anna@acme.com' } } }),
      aStatement('m3', { data: { who: { email: 'ANNA@acme.com' } } }),
    );
    expect(types(emits[1]!)).toEqual(['profile.changed', 'engagement.recorded']);
    expect(new Set(emits.map(leadOf)).size).toBe(1);
  });

  test('the stronger name decides, and two known leads stay two', () => {
    const { emits } = taking(
      aStatement('m1', { data: { who: { email: 'anna@acme.com' } } }),
      aStatement('m2', { data: { who: { userId: 'u-2' } } }),
      aStatement('m3', { data: { who: { userId: 'u-2', email: 'anna@acme.com' } } }),
      aStatement('m4', { data: { who: { email: 'anna@acme.com' } } }),
    );
    const [anna, second, both, again] = emits.map(leadOf);
    expect(both).toBe(second);
    expect(again).toBe(anna);
    expect(second).not.toBe(anna);
    expect(of(emits[2]!, profileChanged)).toBeUndefined();
  });

  test('somebody else at the same computer is somebody else', () => {
    const { emits } = taking(
      aStatement('m1', { data: { who: { userId: 'u-1', anonymousId: 'b1' } } }),
      aStatement('m2', { data: { who: { userId: 'u-2', anonymousId: 'b1' } } }),
    );
    expect(leadOf(emits[0]!)).not.toBe(leadOf(emits[1]!));
  });

  test('the browser of somebody unknown is from now on that of the person it turned out to be', () => {
    const { emits } = taking(
      aStatement('m1', { data: { who: { email: 'anna@acme.com' } } }),
      aStatement('m2', { type: 'page_viewed', data: { who: { anonymousId: 'b1' } } }),
      aStatement('m3', { type: 'form_submitted', data: { who: { anonymousId: 'b1', email: 'anna@acme.com' } } }),
      aStatement('m4', { type: 'page_viewed', data: { who: { anonymousId: 'b1' } } }),
    );
    expect(leadOf(emits[3]!)).toBe(leadOf(emits[0]!));
    expect(leadOf(emits[1]!)).not.toBe(leadOf(emits[0]!));
  });

  test.each([
    [{ leadId: 'nobody' }, 'there is no lead nobody'],
    [{ userId: 'null', email: 'not an address' }, 'it names nobody'],
    [{ phone: '+49 30 123456' }, 'it names nobody'],
  ])('%j is refused', (who, reason) => {
    const { view, last } = taking(aStatement('m1', { data: { who } }));
    expect(last).toEqual([]);
    expect(view.rows[0]).toMatchObject({ status: 'refused', leadId: null, reason: expect.stringContaining(reason) });
  });
});

describe('what is said about a person', () => {
  test('the newest statement per field counts, also when it comes first', () => {
    const late = aStatement('m2', {
      time: '2026-03-03T00:00:00.000Z',
      data: { traits: { jobTitle: 'Director', company: { name: 'Acme', employees: '1,250' } } },
    });
    const early = aStatement('m1', {
      data: { traits: { title: 'Manager', country: 'Germany', phone: '030 1234567' } },
    });
    const { last } = taking(late, early);
    expect(of(last, profileChanged)).toMatchObject({
      version: 2,
      profile: { title: 'Director', company: 'Acme', headcount: 1250, country: 'DE', phone: '+49301234567' },
    });
  });

  test('said again it publishes nothing new', () => {
    const said = (id: string, time: string) =>
      aStatement(id, { type: 'identify', time, data: { traits: { title: 'Manager' } } });
    expect(taking(said('m1', NOON), said('m2', '2026-03-04T00:00:00.000Z')).last).toEqual([]);
  });

  test('free mail says nothing about a company', () => {
    const { last } = taking(aStatement('m1', { data: { who: { email: 'anna@gmail.com' } } }));
    expect(of(last, profileChanged)).toMatchObject({ profile: { freeMail: true } });
    expect(of(last, profileChanged)?.['profile']).not.toHaveProperty('companyDomain');
  });

  test('an unsubscription refuses marketing mail, and a newer consent grants it again', () => {
    const { emits } = taking(
      aStatement('m1', { type: 'email_unsubscribed' }),
      aStatement('m2', {
        type: 'identify',
        time: '2026-03-05T00:00:00.000Z',
        data: {
          consent: [{ channel: 'email', purpose: 'marketing', granted: true, at: '2026-03-04T10:00:00Z', text: 'Yes' }],
        },
      }),
    );
    expect(of(emits[0]!, consentChanged)).toEqual({
      version: 2,
      consent: [{ channel: 'email', purpose: 'marketing', granted: false, at: NOON, source: 'website' }],
    });
    expect(of(emits[1]!, consentChanged)).toMatchObject({
      consent: [{ granted: true, at: '2026-03-04T10:00:00.000Z', text: 'Yes' }],
    });
  });

  test('a consent that nobody dated is a refusal, and never displaces a dated one', () => {
    const undated = [{ channel: 'phone', purpose: 'sales', granted: true }] as const;
    const dated = [{ channel: 'phone', purpose: 'sales', granted: true, at: '2026-01-01T00:00:00Z' }] as const;
    expect(of(taking(aStatement('m1', { data: { consent: [...undated] } })).last, consentChanged)).toMatchObject({
      consent: [{ granted: false }],
    });
    const { emits } = taking(
      aStatement('m1', { data: { consent: [...dated] } }),
      aStatement('m2', { data: { consent: [...undated] } }),
    );
    expect(of(emits[1]!, consentChanged)).toBeUndefined();
  });
});

describe('what sales says', () => {
  const bySales = { principalkind: 'api-key', principalscopes: 'intake sales' } as const;

  test('needs the scope for it', () => {
    const statement = aStatement('m1', { type: 'deal_won', principalkind: 'intake-key', principalscopes: 'intake' });
    const { view, last } = taking(statement);
    expect(last).toEqual([]);
    expect(view.rows[0]).toMatchObject({ status: 'refused', reason: expect.stringContaining('scope sales') });
  });

  test('counts once a key that may say it sends it again', () => {
    const refused = aStatement('m1', { type: 'deal_won', principalkind: 'intake-key', principalscopes: 'intake' });
    const { view, last } = taking(refused, aStatement('m1', { ...refused, ...bySales }));
    expect(types(last)).toContain('deal.won');
    expect(view.rows.map(({ status }) => status)).toEqual(['refused', 'applied']);
  });

  test('produced into the topic directly it has passed the gate of the broker', () => {
    expect(types(taking(aStatement('m1', { type: 'call_logged' })).last)).toContain('touch.logged');
  });

  test.each([
    [
      'call_logged',
      { by: 'rep-1', disposition: 'connected', automated: 'true' },
      touchLogged,
      { kind: 'call', by: 'rep-1', disposition: 'connected', automated: true },
    ],
    ['email_sent', {}, touchLogged, { kind: 'email', automated: false }],
    [
      'lead_rejected',
      { reason: 'bad-data', fact: 'phone', assignmentId: 'a1' },
      handoffAnswered,
      { answer: 'rejected', reason: 'bad-data', fact: 'phone', assignmentId: 'a1' },
    ],
    [
      'deal_won',
      { dealId: 7, amount: '120.5', currency: 'EUR' },
      dealWon,
      { dealId: '7', amount: 120.5, currency: 'EUR' },
    ],
  ])('%s is heard by the others', (type, properties, definition, data) => {
    const { last } = taking(aStatement('m1', { type, ...bySales, data: { properties } }));
    expect(of(last, definition)).toMatchObject(data);
    expect(definition.schema.safeParse(of(last, definition)).success).toBe(true);
  });

  test.each(['content_sent', 'content_requested', 'customer_renewed', 'customer_churned'])(
    '%s is kept as evidence',
    (type) => {
      const { view, last } = taking(aStatement('m0'), aStatement('m1', { type, ...bySales }));
      expect(last).toEqual([]);
      expect(view.rows[1]).toMatchObject({ status: 'applied', type });
    },
  );

  test('an objection that is not named is refused', () => {
    const { view } = taking(aStatement('m1', { type: 'objection_heard', ...bySales }));
    expect(view.rows[0]).toMatchObject({ status: 'refused', reason: expect.stringContaining('properties.objection') });
  });
});

test('an unknown type is evidence like any other, and identify is none', () => {
  const { emits } = taking(
    aStatement('m1', { type: 'video_played' }),
    aStatement('m2', { type: 'identify', data: { traits: { a: 1 } } }),
  );
  expect(of(emits[0]!, engagementRecorded)).toMatchObject({ type: 'video_played' });
  expect(types(emits[1]!)).toEqual(['profile.changed']);
});
