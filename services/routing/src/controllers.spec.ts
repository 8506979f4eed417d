import { describe, expect, test } from '@jest/globals';
import type { Clock, InForceEnvironment } from '@smarketing/service-kit';
import { GetHandoffController } from './get-handoff.controller.ts';
import { GetRoutingController } from './get-routing.controller.ts';
import { ListPoolsController } from './list-pools.controller.ts';
import { aRep, awayUntil, DAY, iso, MONDAY_10 } from './scene/builders.ts';
import { RoutingScene } from './scene/routing-scene.ts';

describe('what routing answers', () => {
  test('a lead shows its packets and decisions', async () => {
    const scene = new RoutingScene([aRep('ada')]);
    await scene.qualifies('lead-1');
    const { items } = await new GetHandoffController(scene.book).read('lead-1', { limit: 9 });
    expect(items).toMatchObject([{ rep: { id: 'ada' }, at: iso(MONDAY_10), packet: { grade: 'A1' } }]);
    const decisions = await new GetRoutingController(scene.book).read('lead-1', { limit: 9 });
    expect(decisions.items).toMatchObject([
      { at: iso(MONDAY_10), outcome: 'routed', assignmentId: items[0]?.assignmentId },
    ]);
    expect(await new GetHandoffController(scene.book).read('lead-2', { limit: 9 })).toEqual({ items: [] });
  });

  test('a pool shows whose turn it is and how much room there is', async () => {
    const scene = new RoutingScene([
      aRep('ada', { openLeadCap: 3 }),
      aRep('ben', awayUntil(MONDAY_10 + DAY)),
      aRep('old', { active: false }),
    ]);
    await scene.qualifies('lead-1');
    const environment = {
      now: () => ({ agreement: scene.agreement, reps: scene.reps }),
    } as unknown as InForceEnvironment;
    const clock = { now: () => scene.nowMs } as Clock;
    expect((await new ListPoolsController(scene.book, environment, clock).list()).items).toMatchObject([
      {
        id: 'sales',
        catchAll: true,
        capacity: 12,
        reps: [
          {
            id: 'ada',
            pointer: 1,
            openLeads: 1,
            openLeadCap: 3,
            givenToday: 1,
            dailyCap: 10,
            capacity: 2,
            state: 'ready',
          },
          { id: 'ben', openLeads: 0, capacity: 10, state: 'away', because: 'is absent until 2026-11-24T09:00:00.000Z' },
          { id: 'old', capacity: 0, state: 'unable', because: 'is no longer active' },
        ],
      },
    ]);
  });
});
