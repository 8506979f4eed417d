import { describe, expect, test } from '@jest/globals';
import { services } from '@smarketing/contracts';
import { LANES, noRebuild } from '@smarketing/messaging';
import type { ProcessProgress, ServiceProgress } from '@smarketing/service-kit';
import { describeFlow } from './describe-flow.ts';
import type { TopicLag } from './lags.ts';

const at = '2026-03-02T12:00:00.000Z';
const since = '2026-03-02T11:00:00.000Z';
const lanes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
const working = (service: string, rest: Partial<ServiceProgress> = {}): ServiceProgress => {
  const owned = rest.owned ?? lanes(0, service === 'agreement' ? 1 : LANES);
  return {
    ...{ service, topics: [], stopped: [], waiting: [], failure: null, unpublished: 0, inboxWaiting: false },
    ...{ owned, lanes: owned.length, ownedSince: since, upToDate: true, replays: [], rescoring: null },
    ...rest,
  };
};
const all = services.map((service) => working(service));
const process = (running: readonly ServiceProgress[], edges: ProcessProgress['edges'] = []): ProcessProgress => ({
  services: running,
  edges,
});
const without = (service: string): ServiceProgress[] => all.filter((each) => each.service !== service);
const noLag: { readonly lags: readonly TopicLag[] } = {
  lags: [{ topic: 'smarketing.score.v1', groups: [{ group: 'routing', lag: 0, byPartition: [0] }] }],
};
const flowOf = (...processes: ProcessProgress[]) => describeFlow(noLag, { processes, unreachable: [] }, at);

describe('whether anything is under way', () => {
  test('nothing is, when all is read, published and owned', () => {
    expect(flowOf(process(all))).toMatchObject({ idle: true, waitingFor: [], stopped: [], unreachable: [] });
  });

  test('a group that has something to read is at work', () => {
    const topic = 'smarketing.score.v1';
    const lags = [{ topic, groups: [{ group: 'routing', lag: 2, byPartition: [0, 2] }] }];
    const flow = describeFlow({ lags }, { processes: [process(all)], unreachable: [] }, at);
    expect(flow.idle).toBe(false);
    expect(flow.waitingFor).toEqual(['routing has 2 records of smarketing.score.v1 to read']);
    expect(flow.topics).toEqual([{ topic, groups: [{ group: 'routing', lag: 2 }] }]);
  });

  test.each<[string, Partial<ServiceProgress>, string]>([
    ['an unpublished batch', { unpublished: 1 }, 'sla has 1 batches to publish'],
    [
      'a rebuild',
      { replays: [{ ...noRebuild, lane: 3, running: { id: 'b', startedAtMs: 0, taken: 0, waitingFor: [] } }] },
      'sla rebuilds 1 lanes',
    ],
    [
      'a retelling',
      { replays: [{ ...noRebuild, lane: 3, retellings: [{ id: 'b', for: 'console', after: null, told: 0 }] }] },
      'sla tells 1 lanes again',
    ],
    [
      'leads that are scored under another agreement',
      { rescoring: { version: 3, lanes: 2, done: 40, total: 100 } },
      'sla scores its leads under version 3 of the agreement: 40 of 100 are done',
    ],
    [
      'a new agreement that is not adopted yet',
      { rescoring: { version: 3, lanes: 24, done: 0, total: null } },
      'sla begins to score its leads under version 3 of the agreement',
    ],
    [
      'leads of which nobody knows how many there are',
      { rescoring: { version: 3, lanes: 24, done: 7, total: null } },
      'sla scores its leads under version 3 of the agreement: 7 are done',
    ],
    ['a command that waits', { inboxWaiting: true }, 'sla has commands waiting'],
    [
      'a database that does not answer, so that nothing is known',
      {
        waiting: [{ lane: null, kind: 'database', because: 'silent', since }],
        ...{ inboxWaiting: true, upToDate: false },
      },
      'sla waits for its database',
    ],
    ['a lane without owner', { owned: lanes(2, LANES) }, '2 lanes of sla are nobody’s'],
    [
      'a broadcast that one process has not read',
      { upToDate: false },
      'a process of sla has yet to read what was broadcast',
    ],
  ])('%s is under way', (_, rest, because) => {
    const flow = flowOf(process([...without('sla'), working('sla', rest)]));
    expect([flow.idle, flow.waitingFor]).toEqual([false, [because]]);
  });

  test('a process that does not answer may be at work', () => {
    const flow = describeFlow(noLag, { processes: [process(all)], unreachable: ['http://sla:4000'] }, at);
    expect([flow.idle, flow.waitingFor]).toEqual([false, ['no answer from http://sla:4000']]);
  });

  test('a service that runs nowhere is not idle; the console, which publishes nothing, may be', () => {
    expect(flowOf(process(without('sla'))).idle).toBe(false);
    expect(flowOf(process(without('console'))).idle).toBe(true);
  });

  test('two processes of a service share its lanes', () => {
    const [first, second] = [lanes(0, LANES / 2), lanes(LANES / 2, LANES)].map((owned) =>
      working('scoring', { owned }),
    );
    const others = without('scoring');
    expect(flowOf(process([...others, first!]), process([second!])).idle).toBe(true);
    expect(flowOf(process([...others, first!]), process([])).idle).toBe(false);
    // Two that believe they own the same lanes do not own the others.
    const flow = flowOf(process([...others, first!]), process([first!]));
    expect([flow.idle, flow.unowned]).toEqual([false, [{ service: 'scoring', lanes: lanes(12, 24), since }]]);
  });

  test('of two processes of a service, the one that does not own lane 0 may be the one that has yet to read a broadcast', () => {
    const [owner, other] = [
      working('scoring', { owned: lanes(0, 12) }),
      working('scoring', { owned: lanes(12, 24), upToDate: false }),
    ];
    const flow = flowOf(process([...without('scoring'), owner]), process([other]));
    expect([flow.idle, flow.waitingFor]).toEqual([false, ['a process of scoring has yet to read what was broadcast']]);
  });

  test('where the log does not answer, nobody knows, and what the processes say is told all the same', () => {
    const waiting = [{ lane: null, kind: 'log', because: 'publishing fails', since } as const];
    const processes = [process([...without('sla'), working('sla', { waiting })])];
    const flow = describeFlow({ silent: 'the event log does not answer' }, { processes, unreachable: [] }, at);
    expect(flow).toMatchObject({ idle: false, topics: [], waitingFor: ['the event log does not answer'] });
    expect(flow.waiting).toEqual([
      { service: 'sla', ...waiting[0] },
      { service: 'console', lane: null, kind: 'log', because: 'the event log does not answer', since: null },
    ]);
  });

  test('lanes of a service that runs nowhere are nobody’s, and nobody says since when', () => {
    expect(flowOf(process(without('sla'))).unowned).toEqual([{ service: 'sla', lanes: lanes(0, LANES), since: null }]);
  });

  test('lanes that stand still are told apart', () => {
    const stopped = [{ lane: 3, kind: 'poison', because: 'a fault', since } as const];
    const flow = flowOf(process([...without('sla'), working('sla', { stopped })]));
    expect(flow.stopped).toEqual([{ service: 'sla', ...stopped[0] }]);
  });
});

test('an edge is as often travelled as all processes together have seen', () => {
  const edge = { event: 'smarketing.lead.routed.v1', from: 'routing', to: 'sla' };
  const other = { ...edge, to: 'console', count: 5 };
  const flow = flowOf(process(all, [{ ...edge, count: 2 }, other]), process([], [{ ...edge, count: 3 }]));
  expect(flow.edges).toEqual([{ ...edge, count: 5 }, other]);
});
