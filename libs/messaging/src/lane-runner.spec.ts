import { afterEach, describe, expect, it } from '@jest/globals';
import {
  INTAKE,
  dealWon,
  engagementRecorded,
  eventsTo,
  leadCooled,
  leadEnrolled,
  leadIdentified,
  topics,
  type CloudEvent,
  type DataOf,
} from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { Environment } from './environment.ts';
import { KeyedState } from './keyed-state.ts';
import { laneOf } from './lanes.ts';
import { LaneRunner } from './lane-runner.ts';
import type { RunnerParts } from './runner-parts.ts';
import { MemoryEventLog } from './memory-event-log.ts';
import { MemoryKeyedState } from './memory-keyed-state.ts';
import { MemoryLaneDatabase } from './memory-lane-database.ts';
import { UnknownOutcome } from './lane-database.ts';
import { encodeRecords } from './record-codec.ts';
import { reactorsIn, emit, type Reactor } from './reactor.ts';
import { silentObserver, type RunnerObserver } from './runner-observer.ts';
import { topicSpecs } from './topic-specs.ts';

type Count = { readonly version: number; readonly seen: readonly string[] };

abstract class Counts extends KeyedState<Count> {}

const { onEvent, whenDue } = reactorsIn<string>();

/** Feedback reacts to these in the flow table; here it only counts. */
const counting = (decide?: (event: CloudEvent<DataOf<typeof dealWon>>) => void): Reactor =>
  onEvent<Count, DataOf<typeof dealWon>>({
    name: 'on-deal',
    on: [dealWon],
    state: Counts,
    decide: (state, event, { nowMs }) => {
      decide?.(event);
      return {
        state: { ...state, seen: [...state.seen, event.data.dealId] },
        emits: [
          emit(leadEnrolled, event.subject, {
            track: 'won',
            at: new Date(nowMs).toISOString(),
            reason: 'test',
            wakeAt: null,
          }),
        ],
      };
    },
  });

// The runner boots only with exactly the reactors of the flow table: the others of feedback do nothing here.
const idle = (except: readonly string[]): Reactor =>
  onEvent<Count, unknown>({
    name: 'on-others',
    on: eventsTo('feedback').filter((event) => !except.includes(event.type)),
    state: Counts,
    decide: () => ({}),
  });

class FixedEnvironment extends Environment<string> {
  newest: number | null = 0;
  newestDue(): number | null {
    return this.newest;
  }
  under(version: number): string {
    return `v${version}`;
  }
  async refresh(): Promise<void> {}
}

const now = Date.parse('2026-03-02T09:00:00Z');
const lead = 'lead-1';
const sent: Record<string, number> = {};

function won(dealId: string, counter = sent): ReturnType<typeof encodeRecords> {
  const event: CloudEvent = {
    specversion: '1.0',
    id: `event-${dealId}`,
    source: 'smarketing/ingestion',
    type: dealWon.type,
    subject: lead,
    time: new Date(now).toISOString(),
    agreementversion: 0,
    data: { dealId },
  };
  return encodeRecords('ingestion', 3, [{ topic: dealWon.topic, event }], counter, now);
}

type Scene = {
  log: MemoryEventLog;
  database: MemoryLaneDatabase;
  states: MemoryKeyedState<Count>;
  environment: FixedEnvironment;
  runner: LaneRunner;
  letters: string[];
  stopped: string[];
};

const running: LaneRunner[] = [];

async function aScene(
  reactors: readonly Reactor[],
  database = new MemoryLaneDatabase(),
  parts: Partial<RunnerParts> = {},
): Promise<Scene> {
  const log = new MemoryEventLog();
  await log.ensureTopics(topicSpecs());
  const states = new MemoryKeyedState<Count>(() => ({ version: 0, seen: [] }));
  const environment = new FixedEnvironment();
  const letters: string[] = [];
  const stopped: string[] = [];
  const observer: RunnerObserver = {
    ...silentObserver,
    setAside: ({ reason }) => letters.push(reason),
    laneStopped: (_lane, because) => stopped.push(because),
  };
  const runner = new LaneRunner({
    service: 'feedback',
    reactors,
    log,
    database,
    environment,
    resolve: () => states as never,
    now: () => now,
    observer,
    hasInbox: false,
    ...parts,
  });
  running.push(runner);
  for (const key of Object.keys(sent)) delete sent[key];
  return { log, database, states, environment, runner, letters, stopped };
}

const seenBy = async ({ database, states }: Scene): Promise<readonly string[]> =>
  database.transaction(async (tx) => (await states.load([lead], [], tx)).get(lead)?.seen ?? []);

const published = async ({ log }: Scene): Promise<CloudEvent[]> => {
  const records = await log.read(leadEnrolled.topic, laneOf(lead), 0, 1_000);
  return records.map((record) => JSON.parse(record.value) as CloudEvent);
};

afterEach(async () => {
  for (const runner of running.splice(0)) await runner.stop();
});

describe('the runner', () => {
  it('applies each record once, in order, and publishes what was decided, numbered', async () => {
    const scene = await aScene([counting(), idle([dealWon.type])]);
    await scene.runner.start();
    for (const id of ['a', 'b', 'c']) await scene.log.append(won(id));
    await eventually(async () => expect(await published(scene)).toHaveLength(3));
    expect(await seenBy(scene)).toEqual(['a', 'b', 'c']);
    expect((await published(scene)).map(({ leadversion }) => leadversion)).toEqual([1, 2, 3]);
    const records = await scene.log.read(leadEnrolled.topic, laneOf(lead), 0, 10);
    expect(records.map(({ headers }) => headers['smk-seq'])).toEqual(['1', '2', '3']);
  });

  it('counts what it publishes about a key without a gap, whatever it tells others meanwhile', async () => {
    const enrolled = (key: string) =>
      emit(leadEnrolled, key, { track: 'won', at: new Date(now).toISOString(), reason: 'test', wakeAt: null });
    const telling = onEvent<Count, DataOf<typeof dealWon>>({
      name: 'on-deal',
      on: [dealWon],
      state: Counts,
      decide: (_state, { subject }) => ({ emits: [enrolled('another'), enrolled(subject), enrolled('another')] }),
    });
    const scene = await aScene([telling, idle([dealWon.type])]);
    await scene.runner.start();
    for (const id of ['a', 'b']) await scene.log.append(won(id));
    const numbers = async (key: string) =>
      (await scene.log.read(leadEnrolled.topic, laneOf(key), 0, 100))
        .map(({ value }) => JSON.parse(value) as CloudEvent)
        .filter(({ subject }) => subject === key)
        .map(({ leadversion }) => leadversion);
    await eventually(async () => expect(await numbers(lead)).toEqual([1, 2]));
    expect(await numbers('another')).toEqual(Array(4).fill(undefined));
  });

  it('passes over what is for others with what is for it, and after a while without', async () => {
    const scene = await aScene([counting(), idle([dealWon.type])]);
    const cooled: CloudEvent = {
      ...{ specversion: '1.0', id: 'cooled', source: 'smarketing/scoring', type: leadCooled.type, subject: lead },
      ...{ time: new Date(now).toISOString(), agreementversion: 0, data: {} },
    };
    const numbers: Record<string, number> = {};
    const forOthers = () =>
      scene.log.append(encodeRecords('scoring', 3, [{ topic: leadCooled.topic, event: cooled }], numbers, now));
    const { topic } = leadCooled;
    const passed = async () => (await scene.log.committed('feedback', [topic])).get(topic)?.[laneOf(lead)] ?? 0;
    await scene.runner.start();
    await forOthers();
    await scene.log.append(won('a'));
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a']));
    await eventually(async () => expect(await passed()).toBe(1));
    await forOthers();
    await eventually(async () => expect(await passed()).toBe(2));
  });

  it('drops a record that was published twice', async () => {
    const scene = await aScene([counting(), idle([dealWon.type])]);
    const twice = won('a');
    await scene.log.append(twice);
    await scene.log.append(twice);
    await scene.log.append(won('b'));
    await scene.runner.start();
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a', 'b']));
  });

  it('stops the lane with an alarm where a record is missing, and applies nothing beyond it', async () => {
    const scene = await aScene([counting(), idle([dealWon.type])]);
    await scene.log.append(won('a'));
    won('lost on the way');
    await scene.log.append(won('c'));
    await scene.runner.start();
    await eventually(async () => expect(scene.stopped.join()).toMatch(/does not follow/));
    expect(await seenBy(scene)).toEqual(['a']);
  });

  it('sets a record without numbers aside as foreign, and its neighbours go on', async () => {
    const scene = await aScene([counting(), idle([dealWon.type])]);
    await scene.log.append(won('a'));
    const [foreign] = won('x', {});
    await scene.log.append([{ ...foreign!, headers: {} }]);
    await scene.log.append(won('b'));
    await scene.runner.start();
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a', 'b']));
    expect(scene.letters).toEqual(['foreign']);
    expect([...scene.database.deadLetters.values()]).toMatchObject([{ reason: 'foreign', topic: dealWon.topic }]);
  });

  it('sets an event aside on which the decision throws, and its neighbours go on', async () => {
    const boom = counting(({ data }) => {
      if (data.dealId === 'bad') throw new TypeError('boom');
    });
    const scene = await aScene([boom, idle([dealWon.type])]);
    for (const id of ['a', 'bad', 'b']) await scene.log.append(won(id));
    await scene.runner.start();
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a', 'b']));
    expect([...scene.database.deadLetters.values()]).toMatchObject([
      { reason: 'decide-threw', detail: 'TypeError: boom' },
    ]);
  });

  it('waits for the agreement under which an event was made', async () => {
    const scene = await aScene([counting(), idle([dealWon.type])]);
    scene.environment.newest = null;
    await scene.runner.start();
    await scene.log.append(won('a'));
    await eventually(async () =>
      expect((await scene.log.committed('feedback', [dealWon.topic])).size).toBeGreaterThanOrEqual(0),
    );
    expect(await seenBy(scene)).toEqual([]);
    scene.environment.newest = 0;
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a']));
  });

  it('publishes after a restart what was committed and not yet published', async () => {
    const database = new MemoryLaneDatabase();
    const scene = await aScene([counting(), idle([dealWon.type])], database);
    await scene.runner.start();
    await scene.log.append(won('a'));
    await eventually(async () => expect(await published(scene)).toHaveLength(1));
    await scene.runner.stop();
    // A batch that was committed by a process which died before it could publish.
    const [left] = encodeRecords(
      'feedback',
      laneOf(lead),
      [{ topic: leadEnrolled.topic, event: (await published(scene))[0]! }],
      { [`${leadEnrolled.topic}|${laneOf(lead)}`]: 1 },
      now,
    );
    await database.transaction((tx) =>
      database.addUnpublished(tx, [{ lane: laneOf(lead), batch: 9, records: [left!] }]),
    );
    const next = new LaneRunner({
      service: 'feedback',
      reactors: [counting(), idle([dealWon.type])],
      log: scene.log,
      database,
      environment: scene.environment,
      resolve: () => scene.states as never,
      now: () => now,
      observer: silentObserver,
      hasInbox: false,
    });
    running.push(next);
    await next.start();
    // The first batch may come again, since its deletion rides on the next commit: by its number it is dropped downstream.
    await eventually(async () => {
      const records = await scene.log.read(leadEnrolled.topic, laneOf(lead), 0, 10);
      expect([...new Set(records.map(({ headers }) => headers['smk-seq']))]).toEqual(['1', '2']);
    });
  });

  it('claims again and decides once where it cannot know whether COMMIT happened', async () => {
    let lost = 1;
    const database = new MemoryLaneDatabase({
      afterCommit: () => {
        if (lost-- > 0) throw new UnknownOutcome('the connection broke');
      },
    });
    const scene = await aScene([counting(), idle([dealWon.type])], database);
    await scene.runner.start();
    for (const id of ['a', 'b', 'c']) await scene.log.append(won(id));
    await eventually(async () => expect(await published(scene)).toHaveLength(3));
    expect(await seenBy(scene)).toEqual(['a', 'b', 'c']);
  });

  it('fires a timer once, and not one that a record of the same batch has moved', async () => {
    const fired: string[] = [];
    const sets = onEvent<Count, DataOf<typeof dealWon>>({
      name: 'on-deal',
      on: [dealWon],
      state: Counts,
      decide: (state, event) => ({
        state: { ...state, seen: [...state.seen, event.data.dealId] },
        timers: [
          {
            name: 'when-later',
            key: event.subject,
            dueAtMs: event.data.dealId === 'move' ? now + 60_000 : now - 1,
            data: event.data.dealId,
          },
        ],
      }),
    });
    const later = whenDue<Count>({
      name: 'when-later',
      state: Counts,
      decide: (state, timer) => {
        fired.push(String(timer.data));
        return { state: { ...state, seen: [...state.seen, `fired ${String(timer.data)}`] } };
      },
    });
    const scene = await aScene([sets, idle([dealWon.type]), later]);
    await scene.runner.start();
    await scene.log.append(won('a'));
    // Timers wait for ingestion: here nobody reads the intake, and nothing was ever written to it.
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a', 'fired a']));
    await scene.log.append(won('move'));
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a', 'fired a', 'move']));
    expect(fired).toEqual(['a']);
  });

  it('holds a due timer until ingestion has passed the intake as it stood', async () => {
    const sets = onEvent<Count, DataOf<typeof dealWon>>({
      name: 'on-deal',
      on: [dealWon],
      state: Counts,
      decide: (state, event) => ({
        state: { ...state, seen: [...state.seen, event.data.dealId] },
        timers: [{ name: 'when-later', key: event.subject, dueAtMs: now - 1, data: null }],
      }),
    });
    const later = whenDue<Count>({
      name: 'when-later',
      state: Counts,
      decide: (state) => ({ state: { ...state, seen: [...state.seen, 'fired'] } }),
    });
    const scene = await aScene([sets, idle([dealWon.type]), later]);
    await scene.log.append([{ topic: INTAKE, partition: 5, key: 'x', value: '{}', headers: {} }]);
    await scene.runner.start();
    await scene.log.append(won('a'));
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a']));
    const member = {
      onAssigned: async () => [],
      onRevoked: async () => undefined,
      onRecords: async () => undefined,
      onFailure: () => undefined,
    };
    const ingestion = await scene.log.join('ingestion', topicSpecs([INTAKE]), member);
    expect(await seenBy(scene)).toEqual(['a']);
    await ingestion.commit([{ topic: INTAKE, partition: 5, offset: 1 }]);
    await eventually(async () => expect(await seenBy(scene)).toEqual(['a', 'fired']));
    await ingestion.leave();
  });

  it('refuses to exist where the reactors are not those of the flow table', () => {
    expect(() => new LaneRunner({ service: 'feedback', reactors: [counting()] } as unknown as RunnerParts)).toThrow(
      new RegExp(
        `no reactor for .*${engagementRecorded.type}.*${leadIdentified.type}`
          .replaceAll('.', '\\.')
          .replaceAll('\\.*', '.*'),
      ),
    );
    expect(Object.keys(topics)).toContain(leadEnrolled.topic);
  });
});
