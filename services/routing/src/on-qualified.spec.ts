import { describe, expect, test } from '@jest/globals';
import { profileChanged } from '@smarketing/contracts';
import { anAgreement, aPool, aRep, awayUntil, DAY, HOUR, iso, MINUTE, MONDAY_10 } from './scene/builders.ts';
import { onProfile } from './on-profile.ts';
import { RoutingScene } from './scene/routing-scene.ts';

const pathOf = (told: { data: Record<string, unknown> } | undefined) =>
  told?.data['path'] as { step: string; result: string; passedOver?: { rep: string; because: string }[] }[];

describe('a lead that qualifies', () => {
  test('goes to the rep whose turn it is, with the path that led there', async () => {
    const scene = new RoutingScene([aRep('ben'), aRep('ada')]);
    const [routed] = await scene.qualifies('lead-1');
    expect(routed).toMatchObject({
      type: 'lead.routed',
      data: {
        cycleId: 'cycle-of-lead-1',
        rep: { id: 'ada', name: 'Ada' },
        pool: 'sales',
        priority: 'P0',
        rule: 'catch-all',
      },
    });
    expect(pathOf(routed).map(({ step, result }) => `${step}: ${result}`)).toEqual([
      'existing owner: nobody',
      'account owner: no company known',
      'catch-all: pool "Sales"',
      'pool "Sales": Ada: lowest pointer, 0.00, of 2 who could take it',
    ]);
    expect(pathOf(routed).at(-1)?.passedOver).toEqual([
      { rep: 'ben', because: 'its turn comes later, at pointer 0.00' },
    ]);
    expect(await scene.owner('lead-1')).toBe('ada');
    expect((await scene.book.decisionsOf('lead-1', 9))[0]).toMatchObject({
      outcome: 'routed',
      rep: { id: 'ada' },
      path: pathOf(routed),
    });
    expect((await scene.book.packetsOf('lead-1', 9))[0]?.packet.summary).toBe(
      'P0 · somebody without a name (A1). Write by 10:15.',
    );
  });

  test('is distributed in turns, by weight', async () => {
    const scene = new RoutingScene(
      [aRep('ada'), aRep('ben'), aRep('cid')],
      anAgreement({ pools: [aPool('sales', { weights: { ben: 2 } })] }),
    );
    for (let n = 0; n < 8; n++) await scene.qualifies(`lead-${n}`);
    expect(await scene.openLeads()).toEqual({ ada: 2, ben: 4, cid: 2 });
  });

  test('twice the same statement counts once', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    await scene.qualifies('lead-1');
    expect(await scene.qualifies('lead-1')).toEqual([]);
    expect(await scene.openLeads()).toEqual({ ada: 1 });
  });

  test('passes over who is absent, and says why', async () => {
    const scene = new RoutingScene([aRep('ada', awayUntil(MONDAY_10 + 3 * DAY)), aRep('ben')]);
    const [routed] = await scene.qualifies('lead-1');
    expect(routed?.data).toMatchObject({ rep: { id: 'ben' } });
    expect(pathOf(routed).at(-1)?.passedOver).toEqual([
      { rep: 'ada', because: 'is absent until 2026-11-26T09:00:00.000Z' },
    ]);
  });

  test('at night goes to whose turn it is, and is to be answered after the opening', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    scene.nowMs = Date.parse('2026-11-22T22:30:00Z');
    const [routed] = await scene.qualifies('lead-1');
    expect(routed).toMatchObject({
      type: 'lead.routed',
      data: { rep: { id: 'ada' }, packet: { callBy: '2026-11-23T08:15:00.000Z' } },
    });
    expect(routed?.data['reason']).toContain('the clock starts at the opening');
  });

  test('at night waits where the agreement says so, and is routed at the opening', async () => {
    const scene = new RoutingScene([aRep('ada')], anAgreement({ everybodyAway: { policy: 'wait' } }));
    scene.nowMs = Date.parse('2026-11-22T22:30:00Z');
    const [held] = await scene.qualifies('lead-1');
    expect(held).toMatchObject({
      type: 'lead.held',
      data: { reason: 'everybody in pool "Sales" is away', retryAt: '2026-11-23T08:00:00.000Z' },
    });
    expect(await scene.until(MONDAY_10)).toMatchObject([
      { type: 'lead.routed', data: { at: '2026-11-23T08:00:00.000Z' } },
    ]);
    expect(scene.timers.size).toBe(0);
  });

  test('falls back to another pool while everybody is away', async () => {
    const pools = [aPool('sales', { members: 'listed' }), aPool('desk', { members: 'listed' })];
    const scene = new RoutingScene(
      [
        aRep('ada', { pools: [{ pool: 'sales', weight: 1 }], ...awayUntil(MONDAY_10 + DAY) }),
        aRep('dan', { pools: [{ pool: 'desk', weight: 1 }] }),
      ],
      anAgreement({ pools, catchAll: 'sales', everybodyAway: { policy: 'fallBack', pool: 'desk' } }),
    );
    expect(await scene.qualifies('lead-1')).toMatchObject([
      { type: 'lead.routed', data: { rep: { id: 'dan' }, pool: 'desk' } },
    ]);
  });

  test('is held while everybody is at a cap, and routed once there is room', async () => {
    const scene = new RoutingScene([aRep('ada', { openLeadCap: 1 })]);
    await scene.qualifies('lead-1');
    const [held] = await scene.qualifies('lead-2');
    expect(held).toMatchObject({ type: 'lead.held', data: { reason: 'everybody in pool "Sales" is at a cap' } });
    expect(pathOf(held).at(-1)?.passedOver).toEqual([{ rep: 'ada', because: 'has 1 of 1 open leads' }]);
    expect(await scene.until(MONDAY_10 + 2 * HOUR)).toEqual([]);
    expect(await scene.book.decisionsOf('lead-2', 9)).toHaveLength(1);
    scene.agreement = anAgreement({ pools: [aPool('sales')] });
    scene.reps = new Map([['ada', aRep('ada', { openLeadCap: 2 })]]);
    expect(await scene.until(MONDAY_10 + 2 * HOUR + 5 * MINUTE)).toMatchObject([{ type: 'lead.routed' }]);
  });

  test('waits for tomorrow when everybody has had their leads of today', async () => {
    const scene = new RoutingScene([aRep('ada', { dailyCap: 1 })]);
    await scene.qualifies('lead-1');
    const [held] = await scene.qualifies('lead-2', { priority: 'P1' });
    expect(held).toMatchObject({ type: 'lead.held', data: { retryAt: '2026-11-24T08:00:01.000Z' } });
    expect(await scene.until(MONDAY_10 + DAY)).toMatchObject([{ type: 'lead.routed', data: { rep: { id: 'ada' } } }]);
  });

  test('is unroutable without reps, with a reason, and routed when there is one', async () => {
    const scene = new RoutingScene([]);
    expect(await scene.qualifies('lead-1')).toMatchObject([
      { type: 'lead.unroutable', data: { reason: 'there are no reps' } },
    ]);
    expect((await scene.lead('lead-1')).cycles[0]?.place).toMatchObject({
      kind: 'unroutable',
      reason: 'there are no reps',
    });
    scene.reps = new Map([['ada', aRep('ada')]]);
    expect(await scene.until(MONDAY_10 + MINUTE)).toMatchObject([
      { type: 'lead.routed', data: { rep: { id: 'ada' } } },
    ]);
  });

  test('goes by the first rule that holds', async () => {
    const rules = [
      {
        id: 'enterprise',
        label: 'Large companies',
        when: { field: 'headcount', op: 'gt' as const, value: 1000 },
        pool: 'enterprise',
      },
    ];
    const scene = new RoutingScene(
      [aRep('ada'), aRep('eve', { pools: [{ pool: 'enterprise', weight: 1 }] })],
      anAgreement({ pools: [aPool('sales', { weights: {} }), aPool('enterprise', { members: 'listed' })], rules }),
    );
    const [large] = await scene.qualifies('lead-1', { dossier: { profile: { headcount: 5000 } } });
    expect(large?.data).toMatchObject({ rep: { id: 'eve' }, rule: 'enterprise', pool: 'enterprise' });
    const [small] = await scene.qualifies('lead-2', { dossier: { profile: { headcount: 50 } } });
    expect(small?.data).toMatchObject({ rep: { id: 'ada' }, rule: 'catch-all', pool: 'sales' });
    expect(pathOf(small)).toContainEqual({ step: 'rule "Large companies"', result: 'does not hold' });
  });

  test('joins the owner of its account without spending a turn', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    const dossier = { profile: { companyDomain: 'Engines.example' } };
    await scene.qualifies('lead-1', { dossier });
    const [second] = await scene.qualifies('lead-2', { dossier });
    expect(second?.data).toMatchObject({ rep: { id: 'ada' }, rule: 'account-owner' });
    const [third] = await scene.qualifies('lead-3');
    expect(third?.data).toMatchObject({ rep: { id: 'ben' } });
    const free = await scene.qualifies('lead-4', {
      dossier: { profile: { companyDomain: 'mail.example', freeMail: true } },
    });
    expect(free[0]?.data).toMatchObject({ rule: 'catch-all' });
  });

  test('has its owner for a second model as well', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    await scene.qualifies('lead-1');
    const [second] = await scene.qualifies('lead-1', { cycleId: 'cycle-2', model: 'services' });
    expect(second?.data).toMatchObject({ rep: { id: 'ada' }, rule: 'existing-owner' });
    expect((await scene.lead('lead-1')).cycles).toHaveLength(2);
  });

  test('is history when it qualified long ago: kept, but nobody is called', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    expect(await scene.qualifies('lead-1', { at: iso(MONDAY_10 - 31 * DAY) })).toEqual([]);
    expect((await scene.book.decisionsOf('lead-1', 9))[0]).toMatchObject({
      outcome: 'history',
      reason: 'not routed: it qualified on 2026-10-23, which is history',
    });
  });

  test('tells what its dossier knows of the person, and keeps what a later snapshot said', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    const profile = (version: number, title: string) => ({ version, ids: {}, profile: { title } });
    await scene.when(onProfile, profileChanged, 'lead-1', profile(3, 'CEO'));
    const [routed] = await scene.qualifies('lead-1', { dossier: { profile: { title: 'CTO', phone: '+49 30 1' } } });
    expect(routed?.data['packet']).toMatchObject({ contact: { title: 'CTO', phone: '+49 30 1' } });
    expect((await scene.lead('lead-1')).profile).toMatchObject({ version: 3, fields: { title: 'CEO' } });
    await scene.qualifies('lead-2', { dossier: { profile: { title: 'CTO' } } });
    expect((await scene.lead('lead-2')).profile).toMatchObject({ version: 0, fields: { title: 'CTO' } });
  });

  test('a newer cycle of the model means that the former has ended', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    await scene.qualifies('lead-1');
    const [again] = await scene.qualifies('lead-1', { cycleId: 'cycle-2' });
    expect(again?.data).toMatchObject({ rep: { id: 'ben' } });
    expect(await scene.openLeads()).toEqual({ ada: 0, ben: 1 });
    expect((await scene.lead('lead-1')).earlier).toMatchObject([{ cycleId: 'cycle-of-lead-1', outcome: 'superseded' }]);
  });
});
