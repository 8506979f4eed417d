import * as contracts from '@smarketing/contracts';
import type { CloudEvent, EventDefinition } from '@smarketing/contracts';
import fc from 'fast-check';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-03-02T09:00:00Z');
const LATER = new Date(START + 30 * DAY_MS).toISOString();

/** A few instants, so that many things happen at the same one. */
const at = fc.nat({ max: 6 }).map((day) => new Date(START + day * DAY_MS).toISOString());
const cycleId = fc.constantFrom('c1', 'c2', 'c3');
const dealId = fc.constantFrom('d1', 'd2', '__proto__');

/** What an event of which there is only one is known by; null: there may be many. */
type Drawn = { readonly definition: EventDefinition; readonly only: string | null; readonly data: object };

const packet = {
  ...{ summary: '', contact: {}, grade: 'A1', score: 80, provisional: false, stage: 'deciding', criteria: [] },
  ...{ topReasons: [], entries: [], content: [], topics: [], painPoint: null, statedNeeds: {}, consent: [] },
  ...{ earlierCycles: [], attempts: [], missingFields: [], callBy: null },
};
const dossier = {
  ...{ entries: [], criteria: [], content: [], intent: [], stage: 'deciding', statedNeeds: {} },
  ...{ missingFields: [], profile: {} },
};
const standing = { score: 30, fit: 10, engagement: 20, provisional: false, reason: '' };
const modelOf = (cycle: string): string => (cycle === 'c3' ? 'other' : 'default');

function drawn<T extends object>(
  definition: EventDefinition,
  shape: { [K in keyof T]: fc.Arbitrary<T[K]> },
  dataOf: (drawn: T) => object,
  only: (drawn: T) => string | null = () => null,
): { readonly definition: EventDefinition; readonly one: fc.Arbitrary<Drawn> } {
  const one = fc.record(shape).map((values) => ({ definition, only: only(values as T), data: dataOf(values as T) }));
  return { definition, one };
}

const stated = (occurredAt: string) => ({
  ...{ eventId: '', source: 'crm', occurredAt, receivedAt: LATER, properties: {} },
});

const clock = (cycle: string, clockId: string, saidAt: string) => ({
  ...{ assignmentId: 'a', cycleId: cycle, repId: 'ada', pool: 'sales', priority: 'P0', at: saidAt, clockId },
  ...{ kind: 'first-touch', side: 'sales', startedAt: saidAt, dueAt: saidAt, targetMinutes: 15 },
});

const clockId = fc.constantFrom('k1', 'k2');

const kinds = [
  drawn(
    contracts.engagementRecorded,
    {
      at,
      type: fc.constantFrom('form_submitted', 'email_delivered', 'email_opened', 'moon_seen', 'sun_seen', '__proto__'),
      source: fc.constantFrom('paid_search', 'social', ''),
      toldVersion: fc.nat({ max: 4 }),
    },
    ({ at: when, type, source, toldVersion }) => ({
      ...{ ...stated(when), type, toldVersion, campaign: { source }, asset: { id: `${source}-page` } },
    }),
  ),
  drawn(
    contracts.leadIdentified,
    { at, type: fc.constantFrom('identify', 'deal_won', 'form_submitted') },
    ({ at: when, type }) => ({ ...stated(when), createdAt: LATER, firstType: type }),
    () => 'identified',
  ),
  drawn(
    contracts.profileChanged,
    { version: fc.nat({ max: 4 }), title: fc.constantFrom('VP Sales', 'COO, operations'), email: fc.boolean() },
    ({ version, title, email }) => ({
      ...{ version, ids: { anonymousId: 'b1', ...(email ? { email: 'a@b.test' } : {}) }, profile: { title } },
    }),
    ({ version }) => `profile ${version}`,
  ),
  drawn(
    contracts.consentChanged,
    { version: fc.nat({ max: 4 }), granted: fc.boolean(), at },
    ({ version, granted, at: when }) => ({
      ...{ version, consent: [{ channel: 'email', purpose: 'marketing', granted, at: when }] },
    }),
    ({ version }) => `consent ${version}`,
  ),
  drawn(
    contracts.leadScored,
    {
      at,
      model: fc.constantFrom('default', '__proto__'),
      outcome: fc.constantFrom('nurture', 'none', 'held'),
      grade: fc.constantFrom('A1', 'B3', 'X'),
      stage: fc.constantFrom('aware', 'deciding'),
    },
    (said) => ({ ...standing, ...said, previousGrade: null }),
  ),
  drawn(
    contracts.leadQualified,
    { at, cycleId, origin: fc.constantFrom('marketing', 'sales') },
    (said) => ({
      ...{ ...standing, ...said, model: modelOf(said.cycleId), grade: 'A1', cycleNumber: 1, rule: 'hand', dossier },
      priority: 'P0',
    }),
    ({ cycleId: cycle }) => `cycle ${cycle}`,
  ),
  drawn(
    contracts.leadRouted,
    { at, cycleId, assignmentId: fc.constantFrom('a1', 'a2') },
    (said) => ({
      ...{ ...said, model: modelOf(said.cycleId), priority: `P${said.assignmentId.slice(1)}`, packet },
      ...{ rep: { id: 'ada', name: 'Ada' }, pool: 'sales', rule: 'catch-all', reason: '', path: [] },
    }),
    ({ assignmentId }) => `assignment ${assignmentId}`,
  ),
  drawn(
    contracts.touchLogged,
    { at, kind: fc.constantFrom('call', 'email'), automated: fc.boolean(), need: fc.constantFrom('yes', 'no') },
    ({ at: when, kind, automated, need }) => ({
      ...{ ...stated(when), kind, automated, properties: { need, budget: 'Q3' } },
    }),
  ),
  drawn(
    contracts.answerAccepted,
    {
      at,
      cycleId,
      answer: fc.constantFrom('accepted', 'accepted', 'rejected', 'recycled', 'disqualified'),
      reason: fc.constantFrom('budget', 'no-need', 'do-not-contact', 'wrong-territory'),
    },
    ({ at: when, ...said }) => ({
      ...{ ...said, at: when, occurredAt: when, answerEventId: 'a', assignmentId: 'a1', repId: 'ada', priority: 'P0' },
    }),
  ),
  drawn(
    contracts.objectionHeard,
    { at, objection: fc.constantFrom('Too expensive', 'too  expensive', 'no SSO') },
    ({ at: when, objection }) => ({ ...stated(when), objection }),
  ),
  drawn(contracts.dealOpened, { at, dealId }, ({ at: when, dealId: deal }) => ({
    ...stated(when),
    dealId: deal,
  })),
  drawn(
    contracts.dealStageChanged,
    { at, dealId, stage: fc.constantFrom('demo', 'offer') },
    ({ at: when, dealId: deal, stage }) => ({ ...stated(when), dealId: deal, stage }),
  ),
  drawn(contracts.dealWon, { at, dealId }, ({ at: when, dealId: deal }) => ({
    ...{ ...stated(when), dealId: deal, amount: 100 },
  })),
  drawn(
    contracts.dealLost,
    { at, dealId, reason: fc.constantFrom('budget', 'competitor') },
    ({ at: when, dealId: deal, reason }) => ({ ...stated(when), dealId: deal, reason }),
  ),
  drawn(contracts.slaBreached, { at, cycleId, clockId }, (said) => ({
    ...{ ...clock(said.cycleId, said.clockId, said.at), unconfirmed: false },
  })),
  drawn(contracts.breachWithdrawn, { at, cycleId, clockId }, (said) => ({
    ...{ ...clock(said.cycleId, said.clockId, said.at), touchEventId: 't', touchedAt: said.at },
  })),
  drawn(contracts.clockMet, { at, cycleId, clockId, minutes: fc.nat({ max: 30 }) }, ({ minutes, ...said }) => ({
    ...{ ...clock(said.cycleId, said.clockId, said.at), by: 'ada', metAt: said.at, elapsedBusinessMinutes: minutes },
    inTime: minutes <= 15,
  })),
];

/** What may be told of one lead, of every kind of event that feedback hears; each event once, no two with the same id. */
export function anyHistory(leadId: string, only: readonly EventDefinition[] = []): fc.Arbitrary<CloudEvent[]> {
  const wanted = kinds.filter(({ definition }) => only.length === 0 || only.includes(definition));
  return fc
    .uniqueArray(fc.oneof(...wanted.map(({ one }) => one)), {
      maxLength: 20,
      selector: (drawn) => drawn.only ?? JSON.stringify([drawn.definition.type, drawn.data]),
    })
    .map((all) => all.map(({ definition, data }, index) => eventOf(leadId, definition, data, index)));
}

function eventOf(subject: string, { type, schema }: EventDefinition, data: object, index: number): CloudEvent {
  // Two that were told at the same instant are told apart by their number.
  const own = 'eventId' in data ? { eventId: `e${index}` } : {};
  return {
    ...{ specversion: '1.0', id: `event-${index}`, source: 'test', type, subject, time: LATER, receivedat: LATER },
    ...{ leadversion: index + 1, data: schema.parse({ ...data, ...own }) },
  };
}
