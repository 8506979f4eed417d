import { describe, expect, test } from '@jest/globals';
import { answerAccepted, touchLogged, type DataOf } from '@smarketing/contracts';
import { onAnswer } from './on-answer.ts';
import { onTouch } from './on-touch.ts';
import { anAgreement, aRep, DAY, HOUR, iso } from './scene/builders.ts';
import { RoutingScene, type Told } from './scene/routing-scene.ts';

const onRung = (ladder: 'watch' | 'advise' | 'assign' | 'enforce') => anAgreement({}, { ladder });

function watching(...reps: string[]): RoutingScene {
  return new RoutingScene(
    reps.map((id) => aRep(id)),
    onRung('watch'),
  );
}

function touch(scene: RoutingScene, leadId: string, by: string, assignmentId?: string): Promise<Told[]> {
  return scene.when(onTouch, touchLogged, leadId, {
    ...{ eventId: `touch-by-${by}`, source: 'crm', occurredAt: iso(scene.nowMs), receivedAt: iso(scene.nowMs) },
    ...{ kind: 'call', automated: false, disposition: 'connected', properties: {}, by },
    ...(assignmentId === undefined ? {} : { assignmentId }),
  });
}

function answer(
  scene: RoutingScene,
  leadId: string,
  assignmentId: unknown,
  changes: Partial<DataOf<typeof answerAccepted>>,
): Promise<Told[]> {
  const at = iso(scene.nowMs);
  return scene.when(onAnswer, answerAccepted, leadId, {
    ...{ answerEventId: 'answer-1', answer: 'rejected', at, occurredAt: at, priority: 'P0', repId: 'ada' },
    ...{ assignmentId: String(assignmentId), cycleId: `cycle-of-${leadId}`, ...changes },
  });
}

const pointersOf = async (scene: RoutingScene): Promise<Record<string, number | undefined>> =>
  Object.fromEntries((await scene.book.seats()).map(({ repId, places }) => [repId, places['sales']?.pointer]));

describe('on a rung that assigns nobody', () => {
  test.each([
    ['watch', false],
    ['advise', true],
  ] as const)('%s: a lead is proposed with its packet and its path, and has no owner', async (rung, mayWrite) => {
    const scene = new RoutingScene([aRep('ada')], onRung(rung));
    const [told] = await scene.qualifies('lead-1');
    expect(told).toMatchObject({
      type: 'lead.proposed',
      data: { candidate: { id: 'ada' }, rung, act: false, mayWrite, path: expect.any(Array) },
    });
    expect(told?.data).not.toHaveProperty('rep');
    expect(told?.data['packet']).toMatchObject({
      ...{ proposed: true, rung },
      summary: expect.stringMatching(/Only a proposal \((watch|advise)\): nobody has been given the lead\.$/),
    });
    expect(await scene.owner('lead-1')).toBeUndefined();
    expect((await scene.book.decisionsOf('lead-1', 1))[0]).toMatchObject({ outcome: 'proposed', rep: { id: 'ada' } });
  });

  test('proposals go round as leads would, and fill nobody up', async () => {
    const scene = watching('ada', 'ben');
    const candidates: unknown[] = [];
    for (let n = 0; n < 60; n++) candidates.push((await scene.qualifies(`lead-${n}`))[0]?.data['candidate']);
    expect(candidates.filter((each) => (each as { id: string }).id === 'ada')).toHaveLength(30);
    expect(await scene.openLeads()).toEqual({ ada: 0, ben: 0 });
  });

  test('what is held says on which rung, and that nothing is to be done', async () => {
    const scene = watching();
    expect(await scene.qualifies('lead-1')).toMatchObject([
      { type: 'lead.unroutable', data: { rung: 'watch', act: false } },
    ]);
  });

  test('time alone says nothing more, however long it watches', async () => {
    const scene = watching('ada');
    await scene.qualifies('lead-1');
    expect(await scene.until(scene.nowMs + 3 * DAY)).toEqual([]);
  });

  test('a proposal that has become history is looked at once a day', async () => {
    const scene = watching('ada');
    await scene.qualifies('lead-1');
    await scene.until(scene.nowMs + 40 * DAY);
    const asksAtMs = scene.timers.get('lead-1')!;
    await scene.until(asksAtMs);
    expect(scene.timers.get('lead-1')).toBe(asksAtMs + DAY);
  });

  test('a proposal that is turned down for its candidate is made to somebody else, and costs no turn', async () => {
    const scene = watching('ada', 'ben');
    const [first] = await scene.qualifies('lead-1');
    const told = await answer(scene, 'lead-1', first?.data['proposalId'], { reason: 'wrong-owner' });
    expect(told).toMatchObject([{ type: 'lead.proposed', data: { candidate: { id: 'ben' } } }]);
    expect(await pointersOf(scene)).toEqual({ ada: 0, ben: 1 });
  });

  test('an answer that ends the cycle gives the turn of the proposal back', async () => {
    const scene = watching('ada', 'ben');
    const [first] = await scene.qualifies('lead-1');
    await answer(scene, 'lead-1', first?.data['proposalId'], { answer: 'disqualified', reason: 'not-a-buyer' });
    expect(await pointersOf(scene)).toEqual({ ada: 0, ben: 0 });
    expect((await scene.lead('lead-1')).cycles).toEqual([]);
  });
});

describe('a step up to a rung that assigns', () => {
  test('gives proposed leads their owners within the hour, each once, at the cost of one turn', async () => {
    const scene = watching('ada', 'ben');
    await scene.qualifies('lead-1');
    await scene.qualifies('lead-2');
    scene.agreement = onRung('assign');
    const told = await scene.until(scene.nowMs + HOUR);
    expect(told).toMatchObject([
      { type: 'lead.routed', data: { rung: 'assign', act: true, packet: { proposed: false } } },
      { type: 'lead.routed' },
    ]);
    expect(await scene.openLeads()).toEqual({ ada: 1, ben: 1 });
    expect(await pointersOf(scene)).toEqual({ ada: 1, ben: 1 });
    expect(await scene.until(scene.nowMs + DAY)).toEqual([]);
  });

  test('leaves a lead with who has worked it meanwhile', async () => {
    const scene = watching('ada', 'ben');
    const [proposed] = await scene.qualifies('lead-1');
    expect(proposed?.data['candidate']).toMatchObject({ id: 'ada' });
    await touch(scene, 'lead-1', 'ben@example.com');
    scene.agreement = onRung('assign');
    expect(await scene.until(scene.nowMs + HOUR)).toMatchObject([
      { type: 'lead.routed', data: { rep: { id: 'ben' }, reason: 'Ben has worked it already' } },
    ]);
  });

  test.each(['before it', 'after it'])('counts a touch that names the proposal, made %s', async (when) => {
    const scene = watching('ada');
    const [proposed] = await scene.qualifies('lead-1');
    const called = () => touch(scene, 'lead-1', 'ada@example.com', String(proposed?.data['proposalId']));
    if (when === 'before it') await called();
    scene.agreement = onRung('enforce');
    await scene.until(scene.nowMs + HOUR);
    if (when === 'after it') await called();
    const [cycle] = (await scene.lead('lead-1')).cycles;
    expect(cycle?.place).toMatchObject({ kind: 'assigned', assignment: { touchedAtMs: expect.any(Number) } });
  });

  test('leaves a lead with who has accepted it', async () => {
    const scene = watching('ada', 'ben');
    const [proposed] = await scene.qualifies('lead-1');
    await answer(scene, 'lead-1', proposed?.data['proposalId'], { answer: 'accepted' });
    await scene.qualifies('lead-2');
    await scene.qualifies('lead-3');
    scene.agreement = onRung('assign');
    await scene.until(scene.nowMs + HOUR);
    expect(await scene.owner('lead-1')).toBe('ada');
  });

  test('gives out no history: what was proposed longer ago than evidence stays fresh is held, once', async () => {
    const scene = watching('ada');
    await scene.qualifies('lead-1');
    await scene.until(scene.nowMs + 40 * DAY);
    scene.agreement = onRung('assign');
    const told = await scene.until(scene.nowMs + 3 * DAY);
    expect(told).toMatchObject([
      { type: 'lead.held', data: { code: 'history', reason: expect.stringMatching(/2026-11-23.*history/) } },
    ]);
    expect(await scene.openLeads()).toEqual({ ada: 0 });
  });
});

describe('a step down', () => {
  test('lets an assignment stand; what qualifies from now on is proposed', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    await scene.qualifies('lead-1');
    scene.agreement = onRung('advise');
    expect(await scene.until(scene.nowMs + DAY)).toEqual([]);
    expect(await scene.owner('lead-1')).toBe('ada');
    expect(await scene.qualifies('lead-2')).toMatchObject([{ type: 'lead.proposed' }]);
  });

  test('an owner who turns a lead down is followed by a proposal, and by an owner once the rung is back', async () => {
    const scene = new RoutingScene([aRep('ada'), aRep('ben')]);
    const [first] = await scene.qualifies('lead-1');
    scene.agreement = onRung('watch');
    const turnedDown = await answer(scene, 'lead-1', first?.data['assignmentId'], { reason: 'wrong-owner' });
    expect(turnedDown).toMatchObject([{ type: 'lead.proposed', data: { candidate: { id: 'ben' } } }]);
    expect(await scene.openLeads()).toEqual({ ada: 0, ben: 0 });
    scene.agreement = onRung('enforce');
    expect(await scene.until(scene.nowMs + HOUR)).toMatchObject([
      { type: 'lead.rerouted', data: { rep: { id: 'ben' }, previousRep: { id: 'ada' }, cause: 'wrong-owner' } },
    ]);
  });
});
