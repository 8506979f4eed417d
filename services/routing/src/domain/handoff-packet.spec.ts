import { describe, expect, test } from '@jest/globals';
import { defaultAgreement } from '@smarketing/agreement';
import { anAgreement, aQualification, aRep, HOUR, iso, MINUTE, MONDAY_10, repsOf } from '../scene/builders.ts';
import { BookDraft } from './book-draft.ts';
import { routePlanOf } from './compile-plan.ts';
import { newLead } from './lead-routing.ts';
import type { LeadRouting } from './lead-routing.ts';
import { openCycle } from './open-cycle.ts';
import type { World } from './world.ts';

const rep = aRep('ben');
const world: World = {
  nowMs: MONDAY_10,
  plan: routePlanOf(anAgreement()),
  reps: repsOf(rep),
  agreementVersion: 7,
  inputId: 'input-1',
};

const piece = { topic: 'late-deliveries', pain: 'deliveries come late', occurredAt: iso(MONDAY_10 - HOUR) };
const yes = (id: string) => ({ id, label: id, met: 'yes' as const });
const dossier = {
  profile: {
    firstName: 'Ada',
    lastName: 'Lovelace',
    title: 'VP Operations',
    company: 'Analytical Engines',
    timeZone: 'Europe/London',
  },
  intent: [{ signal: 'demo', label: 'asked for a demo', occurredAt: iso(MONDAY_10 - 2 * MINUTE) }],
  content: [1, 2, 3].map((n) => ({ assetId: `asset-${n}`, ...piece })),
  statedNeeds: { supplierProblem: 'delivers late' },
  criteria: [
    yes('size'),
    yes('industry'),
    yes('place'),
    yes('role'),
    { id: 'turnover', label: 'Turnover', met: 'unknown' as const },
  ],
};

function packetOf(
  lead: LeadRouting = newLead(),
  changes: NonNullable<Parameters<typeof aQualification>[0]>['dossier'] = {},
  nowMs = MONDAY_10,
  standing: { readonly provisional?: boolean; readonly grade?: string } = {},
  plan = world.plan,
) {
  const draft = new BookDraft({ seats: new Map(), accounts: new Map(), changes: [] });
  const qualified = { ...aQualification({ dossier: { ...dossier, ...changes } }), ...standing };
  openCycle('lead-1', lead, qualified, draft, { ...world, plan, nowMs });
  const [stored] = draft.changes()?.packets ?? [];
  if (!stored) throw new Error('nothing was handed over');
  return stored.packet;
}

describe('the hand-off', () => {
  test('reads as a colleague would say it', () => {
    expect(packetOf().summary).toBe(
      'P0 · Ada Lovelace, VP Operations, Analytical Engines (A1). Asked for a demo 2 minutes ago. ' +
        'Read three pieces on late deliveries; says of the supplier: “delivers late”. ' +
        '4 of 5 criteria met, turnover unknown. Call by 10:15.',
    );
  });

  test('names what was stated as it was stated, and guesses nothing from content', () => {
    expect(packetOf(newLead(), { statedNeeds: {} })).toMatchObject({
      statedNeeds: {},
      topics: ['late deliveries'],
      painPoint: 'deliveries come late',
      summary: expect.not.stringContaining('says'),
    });
    const told = packetOf(newLead(), {
      statedNeeds: { currentSupplier: 'Acme', contractEnd: '2027-03-31', need: 'two days', quote: 'We wait.' },
    });
    expect(told.summary).toContain(
      'buys from Acme; needs: “two days”; contract ends 2027-03-31; in their own words: “We wait”.',
    );
  });

  test('says which sentences of the definition do not hold', () => {
    const criteria = [
      yes('size'),
      { id: 'a', label: 'The industry is one that we serve', met: 'no' as const },
      { id: 'b', label: 'The person decides', met: 'unknown' as const },
    ];
    expect(packetOf(newLead(), { criteria }).summary).toContain(
      '1 of 3 criteria met, not met: the industry is one that we serve, unknown whether the person decides.',
    );
  });

  test('says of a stranger how much is unknown, and that the grade is but a beginning', () => {
    const criteria = ['a', 'b', 'c', 'd'].map((id) => ({ id, label: `The ${id} is right`, met: 'unknown' as const }));
    const packet = packetOf(newLead(), { criteria, profile: {} }, MONDAY_10, { provisional: true, grade: 'D2' });
    expect(packet.summary).toContain('P0 · somebody without a name (D2 so far).');
    expect(packet.summary).toContain('0 of 4 criteria met, four unknown.');
  });

  test('counts the same reason once', () => {
    const entry = { rule: 'reply', eventId: null, occurredAt: null, basePoints: 12, withheldByCap: 0, count: 1 };
    const entries = [0.1, 0.2].map((points) => ({ ...entry, label: 'Replied', points }));
    expect(packetOf(newLead(), { entries }).topReasons).toEqual(['Replied (2 times) +0.3']);
  });

  test('says who else of the company engaged, by what they are there', () => {
    const engaged = (leadId: string, persona: string | null) => ({ leadId, persona, engagedAt: iso(MONDAY_10 - HOUR) });
    const account = {
      ...{ domain: 'engines.example', score: 71.2, scoredAt: iso(MONDAY_10), people: 3, withinDays: 14 },
      personas: ['Operations lead', 'Technology lead'],
      colleagues: [engaged('lead-2', 'Technology lead'), engaged('lead-3', null)],
    };
    const profile = { ...dossier.profile, companyDomain: 'engines.example' };
    const packet = packetOf(newLead(), { account, profile });
    expect(packet.summary).toContain('Two colleagues engaged in 14 days: technology lead.');
    expect(packet.account).toEqual({ ...account, otherOpenCycles: 0 });
    const alone = packetOf(newLead(), { account: { ...account, colleagues: [] }, profile });
    expect(alone.summary).not.toContain('colleague');
  });

  test('asks for restraint with somebody who was contacted often and showed little interest', () => {
    const words = 'Was contacted 9 times in 30 days (2 touches, 7 mails) and showed interest once: slow down';
    const pressure = { windowDays: 30, touches: 2, mails: 7, engagements: 1, level: 'heavy' as const, words };
    expect(packetOf(newLead(), { pressure }).summary).toContain(`${words}.`);
    const calm = packetOf(newLead(), { pressure: { ...pressure, level: 'balanced' } });
    expect(calm.summary).not.toContain('contacted');
    expect(calm.pressure).toEqual({ ...pressure, level: 'balanced' });
  });

  test('asks nobody to call who refused calls, even where calls need no consent', () => {
    const statement = { channel: 'phone' as const, purpose: 'sales' as const, at: iso(MONDAY_10 - HOUR) };
    const lead = { ...newLead(), consent: { version: 1, statements: [{ ...statement, granted: false }] } };
    const plan = routePlanOf(anAgreement({}, { sla: { ...defaultAgreement.sla, callsNeedConsent: false } }));
    expect(packetOf(lead, {}, MONDAY_10, {}, plan).channel).toBe('mail');
    expect(packetOf(newLead(), { intent: [] }, MONDAY_10, {}, plan).channel).toBe('call');
  });

  test.each([
    ['refused', false, 'mail', 'Write by'],
    ['granted', true, 'call', 'Call by'],
  ])('asks for a call only where that was not refused: %s', (_name, granted, channel, words) => {
    const statements = [{ channel: 'phone' as const, purpose: 'sales' as const, granted, at: iso(MONDAY_10 - HOUR) }];
    const packet = packetOf({ ...newLead(), consent: { version: 1, statements } });
    expect(packet).toMatchObject({ channel, consent: statements, summary: expect.stringContaining(words) });
  });

  test('is due in the working time of the rep, and within the daytime of the lead for a call', () => {
    expect(packetOf().callBy).toBe(iso(MONDAY_10 + 15 * MINUTE));
    const early = packetOf(newLead(), { profile: { timeZone: 'America/New_York' } });
    expect(early.callBy).toBe('2026-11-23T14:15:00.000Z');
    expect(early.summary).toContain('Call by 15:15.');
    const evening = packetOf(newLead(), { profile: {} }, Date.parse('2026-11-23T18:00:00Z'));
    expect(evening.summary).toContain('Call by Tue 24 Nov, 09:15.');
    expect(packetOf(newLead(), { profile: { timeZone: 'nowhere' } }).callBy).toBe(iso(MONDAY_10 + 15 * MINUTE));
  });

  test('carries the reasons that weigh most and the version of the agreement', () => {
    const entry = { rule: 'r', eventId: null, occurredAt: null, basePoints: 0, withheldByCap: 0, count: 1 };
    const packet = packetOf(newLead(), {
      entries: [
        { ...entry, label: 'Clicked', points: 1 },
        { ...entry, label: 'Asked for a demo', points: 20 },
        { ...entry, label: 'Free-mail address', points: -5 },
        { ...entry, label: 'Downloaded', points: 8, count: 2 },
      ],
    });
    expect(packet.topReasons).toEqual([
      'Asked for a demo +20',
      'Downloaded (2 times) +8',
      'Free-mail address −5',
      'Clicked +1',
    ]);
    expect(packet['agreementVersion']).toBe(7);
  });
});
