import { describe, expect, test } from '@jest/globals';
import {
  answerAccepted,
  dealLost,
  dealWon,
  leadRecycled,
  profileChanged,
  slaEscalated,
  touchLogged,
} from '@smarketing/contracts';
import type { DataOf } from '@smarketing/contracts';
import { onAnswer } from './on-answer.ts';
import { onDealLost, onDealWon } from './on-deal.ts';
import { onEscalated } from './on-escalated.ts';
import { onProfile } from './on-profile.ts';
import { onRecycled } from './on-recycled.ts';
import { onTouch } from './on-touch.ts';
import { anAgreement, aRep, DAY, HOUR, iso, MINUTE, MONDAY_10 } from './scene/builders.ts';
import { RoutingScene } from './scene/routing-scene.ts';
import type { Told } from './scene/routing-scene.ts';

async function routed(...reps: string[]): Promise<{ scene: RoutingScene; assignmentId: string }> {
  const scene = new RoutingScene(reps.map((id) => aRep(id)));
  const [told] = await scene.qualifies('lead-1');
  return { scene, assignmentId: String(told?.data['assignmentId']) };
}

function escalate(
  scene: RoutingScene,
  assignmentId: string,
  level: 'manager' | 're-route' = 're-route',
): Promise<Told[]> {
  const at = iso(scene.nowMs);
  return scene.when(onEscalated, slaEscalated, 'lead-1', {
    ...{ assignmentId, cycleId: 'cycle-of-lead-1', repId: 'ada', pool: 'sales', priority: 'P0', at, level },
    ...{ clockId: 'clock-1', kind: 'first-touch', side: 'sales', startedAt: at, dueAt: at, targetMinutes: 15 },
  });
}

function touch(scene: RoutingScene, changes: Partial<DataOf<typeof touchLogged>> = {}): Promise<Told[]> {
  return scene.when(onTouch, touchLogged, 'lead-1', {
    ...{ eventId: 'touch-1', source: 'crm', occurredAt: iso(scene.nowMs), receivedAt: iso(scene.nowMs) },
    ...{ kind: 'call', automated: false, disposition: 'voicemail', properties: {}, ...changes },
  });
}

function answer(
  scene: RoutingScene,
  assignmentId: string,
  changes: Partial<DataOf<typeof answerAccepted>>,
): Promise<Told[]> {
  const at = iso(scene.nowMs);
  return scene.when(onAnswer, answerAccepted, 'lead-1', {
    ...{ answerEventId: 'answer-1', answer: 'rejected', at, occurredAt: at, priority: 'P0' },
    ...{ assignmentId, cycleId: 'cycle-of-lead-1', repId: 'ada', ...changes },
  });
}

const pointers = async (scene: RoutingScene): Promise<Record<string, number | undefined>> =>
  Object.fromEntries((await scene.book.seats()).map(({ repId, places }) => [repId, places['sales']?.pointer]));

describe('a lead that its owner let lie', () => {
  test('goes to another rep, and the turn stays spent', async () => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    scene.nowMs += HOUR;
    const [told] = await escalate(scene, assignmentId);
    expect(told).toMatchObject({
      type: 'lead.rerouted',
      data: { rep: { id: 'ben' }, previousRep: { id: 'ada' }, previousAssignmentId: assignmentId, cause: 'untouched' },
    });
    expect(told?.data['assignmentId']).not.toBe(assignmentId);
    expect(await scene.openLeads()).toEqual({ ada: 0, ben: 1 });
    expect(await pointers(scene)).toEqual({ ada: 1, ben: 1 });
    expect(await scene.book.packetsOf('lead-1', 9)).toMatchObject([{ rep: { id: 'ben' } }, { rep: { id: 'ada' } }]);
  });

  test('stays where nobody else is free, and the decision says so', async () => {
    const { scene, assignmentId } = await routed('ada');
    expect(await escalate(scene, assignmentId)).toEqual([]);
    expect(await scene.owner('lead-1')).toBe('ada');
    expect((await scene.book.decisionsOf('lead-1', 1))[0]).toMatchObject({
      outcome: 'kept',
      reason: 'stays with Ada: nobody in pool "Sales" or the catch-all can take it',
    });
  });

  test('does not come back to who let it lie before', async () => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    const [first] = await escalate(scene, assignmentId);
    expect(await escalate(scene, String(first?.data['assignmentId']))).toEqual([]);
    expect(await scene.owner('lead-1')).toBe('ben');
  });

  test.each([
    ['a warning to the manager', async (scene: RoutingScene, id: string) => escalate(scene, id, 'manager')],
    ['a clock of a former assignment', async (scene: RoutingScene) => escalate(scene, 'another')],
  ])('is not moved by %s', async (_what, act) => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    expect(await act(scene, assignmentId)).toEqual([]);
    expect(await scene.owner('lead-1')).toBe('ada');
  });

  test('is not moved where the agreement does not let clocks re-route', async () => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    scene.agreement = anAgreement({}, { ladder: 'assign' });
    expect(await escalate(scene, assignmentId)).toEqual([]);
  });
});

describe('a touch', () => {
  test('of the owner keeps the lead with them', async () => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    scene.nowMs += 5 * MINUTE;
    await touch(scene, { by: 'ada@example.com' });
    expect(await escalate(scene, assignmentId)).toEqual([]);
    expect(await scene.owner('lead-1')).toBe('ada');
  });

  test.each([
    ['by another rep', { by: 'ben' }],
    ['that a machine made', { automated: true }],
    ['before the cycle began', { occurredAt: iso(MONDAY_10 - HOUR) }],
    ['of which nobody says how it went', { disposition: undefined }],
    ['under another assignment', { assignmentId: 'another' }],
  ])('%s does not', async (_what, changes) => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    await touch(scene, changes);
    expect(await escalate(scene, assignmentId)).toMatchObject([{ type: 'lead.rerouted' }]);
  });

  test('that overtook the assignment counts from the start of the cycle', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    await touch(scene, { occurredAt: iso(MONDAY_10) });
    const [told] = await scene.qualifies('lead-1', { at: iso(MONDAY_10 - MINUTE) });
    expect(await escalate(scene, String(told?.data['assignmentId']))).toEqual([]);
    expect(told?.data['packet']).toMatchObject({
      attempts: [{ kind: 'call', at: iso(MONDAY_10), disposition: 'voicemail' }],
    });
  });
});

describe('an answer', () => {
  test('"wrong owner" moves the lead to whom it names and gives the turn back', async () => {
    const { scene, assignmentId } = await routed('ada', 'ben', 'cid');
    const [told] = await answer(scene, assignmentId, { reason: 'wrong-owner', fact: 'cid@example.com' });
    expect(told).toMatchObject({
      type: 'lead.rerouted',
      data: { rep: { id: 'cid' }, cause: 'wrong-owner', rule: 'named-owner' },
    });
    expect(await pointers(scene)).toEqual({ ada: 0, ben: 0, cid: 0 });
    expect(await scene.openLeads()).toEqual({ ada: 0, ben: 0, cid: 1 });
  });

  test('"wrong owner" without a name goes by the rules to somebody else', async () => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    expect(await answer(scene, assignmentId, { reason: 'wrong-owner', fact: 'somebody' })).toMatchObject([
      { type: 'lead.rerouted', data: { rep: { id: 'ben' } } },
    ]);
  });

  test('"wrong owner" of the only rep leaves the lead with a reason, and a later colleague gets it as re-routed', async () => {
    const { scene, assignmentId } = await routed('ada');
    expect(await answer(scene, assignmentId, { reason: 'wrong-owner' })).toMatchObject([{ type: 'lead.unroutable' }]);
    expect(await scene.openLeads()).toEqual({ ada: 0 });
    scene.reps = new Map([...scene.reps, ['ben', aRep('ben')]]);
    expect(await scene.until(scene.nowMs + MINUTE)).toMatchObject([
      { type: 'lead.rerouted', data: { rep: { id: 'ben' }, previousAssignmentId: assignmentId, cause: 'wrong-owner' } },
    ]);
  });

  test('"bad data" leaves the lead with its owner, since marketing has to mend it', async () => {
    const { scene, assignmentId } = await routed('ada', 'ben');
    expect(await answer(scene, assignmentId, { reason: 'bad-data', fact: 'phone' })).toEqual([]);
    expect(await scene.openLeads()).toEqual({ ada: 1, ben: 0 });
  });

  test.each([
    ['rejected', 'not-a-buyer', 0],
    ['rejected', 'outside-definition', 1],
    ['recycled', 'timing', 1],
    ['disqualified', 'no-need', 1],
  ] as const)('%s for %s ends the cycle', async (kind, reason, pointer) => {
    const { scene, assignmentId } = await routed('ada');
    expect(await answer(scene, assignmentId, { answer: kind, reason })).toEqual([]);
    expect(await scene.lead('lead-1')).toMatchObject({ cycles: [], earlier: [{ outcome: kind, reason }] });
    expect(await scene.openLeads()).toEqual({ ada: 0 });
    expect(await pointers(scene)).toEqual({ ada: pointer });
  });

  test('"accepted" makes it sales-accepted and keeps it open', async () => {
    const { scene, assignmentId } = await routed('ada');
    await answer(scene, assignmentId, { answer: 'accepted' });
    expect((await scene.lead('lead-1')).cycles).toMatchObject([{ acceptedAtMs: MONDAY_10 }]);
  });

  test('gives back no more than a tenth of the month, rounded up', async () => {
    const fresh = new RoutingScene([aRep('ada', { dailyCap: 100, openLeadCap: 100 })]);
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) {
      const [told] = await fresh.qualifies(`lead-${n}`);
      ids.push(String(told?.data['assignmentId']));
    }
    for (const [n, assignmentId] of ids.slice(0, 5).entries()) {
      await fresh.when(onAnswer, answerAccepted, `lead-${n}`, {
        ...{
          answerEventId: `answer-${n}`,
          answer: 'rejected',
          at: iso(MONDAY_10),
          occurredAt: iso(MONDAY_10),
          priority: 'P0',
        },
        ...{ assignmentId, cycleId: `cycle-of-lead-${n}`, repId: 'ada', reason: 'duplicate' },
      });
    }
    expect(await pointers(fresh)).toEqual({ ada: 18 });
    expect(await fresh.openLeads()).toEqual({ ada: 15 });
  });
});

describe('the end of a cycle', () => {
  const lost = { eventId: 'deal-1', source: 'crm', dealId: 'd', reason: 'competitor', properties: {} };

  test('a lost deal frees its owner, and what recycles it changes no outcome', async () => {
    const { scene } = await routed('ada');
    scene.nowMs += HOUR;
    const at = iso(scene.nowMs);
    await scene.when(onDealLost, dealLost, 'lead-1', { ...lost, occurredAt: at, receivedAt: at });
    await scene.when(onRecycled, leadRecycled, 'lead-1', {
      ...{
        cycleId: 'cycle-of-lead-1',
        reason: 'competitor',
        track: 'competitor',
        at,
        evidenceFrom: at,
        coolOffUntil: at,
      },
    });
    expect(await scene.lead('lead-1')).toMatchObject({
      cycles: [],
      earlier: [{ outcome: 'lost', reason: 'competitor' }],
    });
    expect(await scene.openLeads()).toEqual({ ada: 0 });
  });

  test('the next cycle is a fresh turn, and its packet tells of the one before', async () => {
    const { scene } = await routed('ada', 'ben');
    scene.nowMs += HOUR;
    await scene.when(onDealLost, dealLost, 'lead-1', {
      ...lost,
      occurredAt: iso(scene.nowMs),
      receivedAt: iso(scene.nowMs),
    });
    scene.nowMs += HOUR;
    const [told] = await scene.qualifies('lead-1', { cycleId: 'cycle-2' });
    expect(told?.data).toMatchObject({
      rep: { id: 'ben' },
      packet: { earlierCycles: [{ cycleId: 'cycle-of-lead-1', outcome: 'lost' }] },
    });
    expect(told?.data['packet']).toMatchObject({
      summary: expect.stringContaining('Worked once before, last lost (competitor).'),
    });
  });

  test('a reopened account returns to its last deal owner for 90 days', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    const dossier = { profile: { companyDomain: 'engines.example' } };
    await scene.qualifies('lead-1', { dossier });
    const at = iso(scene.nowMs + MINUTE);
    scene.nowMs += HOUR;
    await scene.when(onDealLost, dealLost, 'lead-1', { ...lost, occurredAt: at, receivedAt: at });
    const [told] = await scene.qualifies('lead-2', { dossier });
    expect(told?.data).toMatchObject({ rep: { id: 'ada' }, rule: 'reopened-account' });
  });

  const hourAgo = (scene: RoutingScene, hours: number) => iso(scene.nowMs - hours * HOUR);
  const signal = (occurredAt: string) => ({ intent: [{ signal: 'demo', label: 'Asked for a demo', occurredAt }] });

  test('a deal after the evidence ends the cycle, though the cycle began when both were imported', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    const dossier = signal(hourAgo(scene, 30));
    const [told] = await scene.qualifies('lead-1', { dossier });
    expect(told?.data).toMatchObject({ evidenceAt: hourAgo(scene, 30) });
    const times = { occurredAt: hourAgo(scene, 20), receivedAt: iso(scene.nowMs) };
    await scene.when(onDealWon, dealWon, 'lead-1', { ...lost, ...times });
    expect(await scene.lead('lead-1')).toMatchObject({ cycles: [], earlier: [{ outcome: 'won' }] });
    expect(await scene.openLeads()).toEqual({ ada: 0 });

    await scene.when(onDealWon, dealWon, 'lead-2', { ...lost, ...times });
    expect(await scene.qualifies('lead-2', { dossier })).toEqual([]);
    expect((await scene.lead('lead-2')).earlier).toMatchObject([{ outcome: 'won' }]);
  });

  test('a deal from before the evidence was an earlier attempt: the cycle goes on', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    await scene.qualifies('lead-1', { dossier: signal(hourAgo(scene, 10)) });
    const times = { occurredAt: hourAgo(scene, 20), receivedAt: iso(scene.nowMs) };
    await scene.when(onDealLost, dealLost, 'lead-1', { ...lost, ...times });
    expect(await scene.owner('lead-1')).toBe('ada');
  });

  test('a cycle that never began is remembered, in a bounded number', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    for (let n = 0; n < 30; n++) await scene.qualifies('lead-1', { cycleId: `c${n}`, at: iso(MONDAY_10 - 40 * DAY) });
    expect((await scene.lead('lead-1')).earlier).toHaveLength(20);
  });

  test('an end that overtakes the beginning leaves nothing to route', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    const at = iso(scene.nowMs);
    await scene.when(onRecycled, leadRecycled, 'lead-1', {
      ...{ cycleId: 'cycle-of-lead-1', reason: 'timing', track: 'timing', at, evidenceFrom: at, coolOffUntil: at },
    });
    expect(await scene.qualifies('lead-1')).toEqual([]);
    expect(await scene.qualifies('lead-1')).toEqual([]);
    expect((await scene.lead('lead-1')).earlier).toMatchObject([{ startedAtMs: MONDAY_10, outcome: 'recycled' }]);
  });
});

describe('a lead that waits for data', () => {
  const dossier = { missingFields: ['headcount'] };
  const agreement = anAgreement({ holdForEnrichmentMinutes: 30 });

  test('is routed when the time is over', async () => {
    const scene = new RoutingScene([aRep('ada')], agreement);
    expect(await scene.qualifies('lead-1', { dossier })).toMatchObject([
      { type: 'lead.held', data: { reason: 'waits for headcount', retryAt: iso(MONDAY_10 + 30 * MINUTE) } },
    ]);
    expect(await scene.until(MONDAY_10 + HOUR)).toMatchObject([
      { type: 'lead.routed', data: { at: iso(MONDAY_10 + 30 * MINUTE), packet: { missingFields: ['headcount'] } } },
    ]);
  });

  test('is routed as soon as the data is there', async () => {
    const scene = new RoutingScene([aRep('ada')], agreement);
    await scene.qualifies('lead-1', { dossier });
    scene.nowMs += 5 * MINUTE;
    await scene.when(onProfile, profileChanged, 'lead-1', { version: 2, ids: {}, profile: { headcount: 120 } });
    expect(await scene.until(scene.nowMs)).toMatchObject([
      { type: 'lead.routed', data: { packet: { missingFields: [] } } },
    ]);
  });
});
