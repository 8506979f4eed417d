import { describe, expect, test } from '@jest/globals';
import { MemoryLaneDatabase } from '@smarketing/messaging';
import { Clock } from '@smarketing/service-kit';
import type { InForceEnvironment } from '@smarketing/service-kit';
import { dueQuery } from './due-query.ts';
import { GetLeadSlaController } from './get-lead-sla.controller.ts';
import { ListDueController } from './list-due.controller.ts';
import { SlaStory, inForceOf } from './sla-story.ts';
import { MemorySlaLeads } from './store/memory-sla-leads.ts';

const agreed = inForceOf();

class FixedClock extends Clock {
  constructor(private readonly instant: string) {
    super();
  }
  override now(): number {
    return Date.parse(this.instant);
  }
}

async function reading(leads: Readonly<Record<string, SlaStory>>, now: string) {
  const database = new MemoryLaneDatabase();
  const store = new MemorySlaLeads((work) => database.transaction(work));
  const states = new Map(Object.entries(leads).map(([leadId, { lead }]) => [leadId, lead]));
  await database.transaction((tx) => store.save(states, tx));
  const environment: Pick<InForceEnvironment, 'now' | 'newestDue' | 'under'> = {
    now: () => agreed,
    newestDue: () => agreed.agreementVersion,
    under: () => agreed,
  };
  const clock = new FixedClock(now);
  return {
    sla: new GetLeadSlaController(store, environment as InForceEnvironment, clock),
    due: new ListDueController(store, clock, environment as InForceEnvironment),
  };
}

describe('GET /api/leads/:id/sla', () => {
  test('tells the clocks in words, the attempts and the answers', async () => {
    const story = new SlaStory('2026-03-25T09:00:00.000Z', agreed).routed().until('2026-03-25T09:20:00Z');
    story.answer({ answer: 'rejected' });
    const { sla } = await reading({ 'lead-1': story }, '2026-03-25T09:20:00Z');
    const [assignment] = (await sla.read('lead-1')).assignments;
    expect(assignment?.clocks.map(({ state, inWords }) => [state, inWords])).toEqual([
      ['overdue', 'The first touch was owed by 2026-03-25 10:15 Europe/Berlin and is missing, escalated: manager'],
      ['running', 'The answer is owed within 4 business hours: by 2026-03-25 14:00 Europe/Berlin'],
    ]);
    expect(assignment).toMatchObject({
      rep: { id: 'ada' },
      current: true,
      attempts: { plan: 'plan-1', state: 'under way', made: 0, done: false },
      answers: [{ verdict: 'refused', because: 'a rejection needs a reason of the agreement' }],
    });
    expect(assignment?.attempts?.steps.slice(0, 3)).toMatchObject([
      { step: 1, kind: 'call', dueAt: '2026-03-25T09:00:00.000Z', wasDue: true, made: false },
      { step: 2, kind: 'mail', inWords: 'Write on 2026-03-25 10:00 Europe/Berlin' },
      { step: 3, kind: 'call', dueAt: '2026-03-25T11:00:00.000Z', wasDue: false, made: false },
    ]);
  });

  test('has no answer for a lead that it does not know', async () => {
    const { sla } = await reading({}, '2026-03-25T09:20:00Z');
    await expect(sla.read('nobody')).rejects.toMatchObject({ status: 404, code: 'lead-not-found' });
  });
});

describe('GET /api/sla/due', () => {
  const at = (now: string, rep: string) => new SlaStory(now, agreed).routed({ rep, priority: 'P1' });
  const leads = { early: at('2026-03-25T09:00:00Z', 'ada'), later: at('2026-03-25T10:00:00Z', 'ben') };

  test('lists what is due next, first due first, page by page', async () => {
    const { due } = await reading(leads, '2026-03-25T10:30:00Z');
    const first = await due.list(dueQuery.parse({ within: '2h', limit: '1' }));
    expect(first).toMatchObject({ rung: 'enforce', act: true });
    expect(first.items.map(({ leadId }) => leadId)).toEqual(['early']);
    const second = await due.list(dueQuery.parse({ within: '2h', limit: '1', cursor: first.nextCursor }));
    expect([second.items.map(({ leadId }) => leadId), second.nextCursor]).toEqual([['later'], null]);
  });

  test('shows what is owed within the span alone, and what is overdue', async () => {
    const { due } = await reading(leads, '2026-03-25T10:30:00Z');
    const { items } = await due.list(dueQuery.parse({ within: '1h', rep: 'ada' }));
    expect(items.map(({ owed }) => owed.map(({ what, dueAt, overdue }) => [what, dueAt, overdue]))).toEqual([
      [
        ['call', '2026-03-25T09:00:00.000Z', true],
        ['first-touch', '2026-03-25T11:00:00.000Z', false],
      ],
    ]);
  });

  test.each([{ within: 'soon' }, { limit: '0' }, { cursor: 'x' }])('refuses %j', (query) => {
    expect(dueQuery.safeParse(query).success).toBe(false);
  });
});
