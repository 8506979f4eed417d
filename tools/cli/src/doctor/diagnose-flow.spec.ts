import { describe, expect, it } from '@jest/globals';
import { diagnoseFlow } from './diagnose-flow.ts';
import type { Finding } from './finding.ts';
import { flowReport } from './flow-report.ts';

const at = '2026-03-02T12:00:00.000Z';
const ago = (seconds: number): string => new Date(Date.parse(at) - seconds * 1_000).toISOString();

/** What is found besides the last line, which sums up. */
const found = (report: object): readonly Finding[] =>
  diagnoseFlow(flowReport.parse({ at, idle: false, topics: [], ...report })).slice(0, -1);

const stoppedKinds = ['records-missing', 'number-missing', 'poison', 'refused'];
const waitingKinds = [
  ...['no-agreement', 'agreement-unknown', 'agreement-unreadable'],
  ...['log', 'database', 'timers', 'group', 'intake', 'replay'],
];

describe('a lane that stands still', () => {
  it.each(stoppedKinds)('because of %s needs somebody, who is told what to do', (kind) => {
    const stopped = [{ service: 'sla', lane: 3, kind, because: 'so it is', since: ago(5) }];
    expect(found({ stopped })).toEqual([
      {
        ...{ what: 'sla', state: 'problem', words: 'lane 3 stands still: so it is', since: ago(5) },
        advice: expect.stringMatching(/\w/),
      },
    ]);
  });

  it('is told with those that stand still for the same reason, since the first of them', () => {
    const lane = (number: number, because: string, since: string) => ({
      ...{ service: 'sla', lane: number, kind: 'refused', because, since },
    });
    expect(found({ stopped: [lane(7, 'a', ago(5)), lane(3, 'a', ago(9)), lane(4, 'a', ago(2))] })).toMatchObject([
      { words: 'lanes 3, 4 and 7 stand still: a', since: ago(9) },
    ]);
    expect(found({ stopped: [lane(7, 'a', ago(5)), lane(3, 'b', ago(9))] })).toMatchObject([
      { words: 'lanes 3 and 7 stand still: a (the first of 2)' },
    ]);
    const all = Array.from({ length: 24 }, (_, number) => lane(number, 'a', ago(1)));
    expect(found({ stopped: all })[0]!.words).toBe('lanes 0, 1, 2, 3, 4, 5, 6 and 17 more stand still: a');
  });

  it('for a reason that this program does not know is told all the same', () => {
    const stopped = [{ service: 'sla', lane: 3, kind: 'toString', because: 'new', since: ago(5) }];
    expect(found({ stopped })).toEqual([
      { what: 'sla', state: 'problem', words: 'lane 3 stands still: new', since: ago(5) },
    ]);
  });
});

describe('what is waited for', () => {
  const waits = (kind: string, seconds: number, lane: number | null = null) => [
    { service: 'sla', lane, kind, because: 'so it is', since: ago(seconds) },
  ];

  it.each(waitingKinds)('%s comes with advice', (kind) => {
    expect(found({ waiting: waits(kind, 1) })).toMatchObject([
      { what: 'sla', words: 'so it is', since: ago(1), advice: expect.stringMatching(/\w/) },
    ]);
  });

  it.each([
    ['log', 29, 'note'],
    ['log', 31, 'problem'],
    ['database', 31, 'problem'],
    ['no-agreement', 31, 'note'],
    ['no-agreement', 61, 'problem'],
    ['agreement-unreadable', 1, 'problem'],
    ['timers', 10_000, 'note'],
    ['intake', 31, 'problem'],
  ])('%s for %d seconds is a %s', (kind, seconds, state) => {
    expect(found({ waiting: waits(kind, seconds) })).toMatchObject([{ state }]);
  });

  it.each(['log', 'database'])('%s that does not answer at this moment is a problem', (kind) => {
    const waiting = [{ service: 'sla', lane: null, kind, because: 'silent', since: null }];
    expect(found({ waiting })).toMatchObject([{ what: 'sla', state: 'problem', words: 'silent' }]);
  });

  it('names the lanes where it is not all of them', () => {
    const waiting = [...waits('agreement-unknown', 9, 4), ...waits('agreement-unknown', 5, 2)];
    expect(found({ waiting })).toMatchObject([{ words: 'lanes 2 and 4 wait: so it is', since: ago(9) }]);
  });

  it('is one server for each service, whatever it was asked', () => {
    const waiting = [
      ...waits('database', 40),
      { service: 'sla', lane: null, kind: 'database', because: 'another question', since: ago(20) },
      { service: 'routing', lane: null, kind: 'database', because: 'a third', since: ago(20) },
    ];
    expect(found({ waiting })).toMatchObject([
      { what: 'sla', state: 'problem', words: 'so it is', since: ago(40) },
      { what: 'routing', state: 'note', words: 'a third' },
    ]);
  });
});

describe('lanes that nobody owns', () => {
  it.each([
    [ago(10), 'note', 'nobody owns lanes 1 and 2'],
    [ago(40), 'problem', 'nobody owns lanes 1 and 2'],
    [null, 'problem', 'no process of it is to be found: nobody owns lanes 1 and 2'],
  ])('since %s are a %s', (since, state, words) => {
    expect(found({ unowned: [{ service: 'sla', lanes: [1, 2], since }] })).toMatchObject([
      { what: 'sla', state, words },
    ]);
  });
});

it('a process that does not answer, and one that has lost its membership, need somebody', () => {
  const services = [{ service: 'sla', failure: 'boom' }];
  expect(found({ unreachable: ['http://sla:4000'], services })).toMatchObject([
    { state: 'problem', words: 'the process at http://sla:4000 does not answer' },
    { what: 'sla', state: 'problem', words: 'a process does not get on: boom' },
  ]);
});

it('an installation of an older version, which says less, is understood', () => {
  const old = { idle: false, topics: [], waitingFor: ['x'], stopped: [{ service: 'sla', lane: 1, because: 'a bug' }] };
  expect(diagnoseFlow(flowReport.parse(old))).toEqual([
    { what: 'sla', state: 'problem', words: 'lane 1 stands still: a bug' },
    { what: 'Flow', state: 'note', words: 'under way: x' },
  ]);
});
