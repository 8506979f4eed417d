import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { EventLog, GroupMember, LogRecord, TopicSpec } from '@smarketing/messaging';
import { eventually, startTestKafka } from '@smarketing/testing';
import type { TestKafka } from '@smarketing/testing';
import kafkajs from 'kafkajs';
import { LogScene } from '../../messaging/src/contract/log-scene.ts';
import { KafkaEventLog } from './kafka-event-log.ts';
import type { KafkaEventLogOptions } from './kafka-event-log.ts';
import { TestNetwork } from './test-network.ts';

let kafka: TestKafka;
let log: EventLog;
let topic: TopicSpec;
let serial = 0;

beforeAll(async () => {
  kafka = await startTestKafka();
}, 120_000);
afterAll(() => kafka?.stop(), 30_000);

beforeEach(async () => {
  log = await openLog();
  serial += 1;
  topic = { name: `faults-${process.pid}-${serial}`, partitions: 4, retentionMs: null };
  await log.ensureTopics([topic]);
}, 30_000);
afterEach(() => log.close(), 30_000);

test('a broker that is killed and comes back costs no record, neither appended nor read', async () => {
  const member = new Collector();
  await log.join('restarted', [topic], member);
  await log.append(records(0, 20));
  await eventually(() => expect(member.values).toHaveLength(20));
  await kafka.kill();
  const during = appendUntilDone(log, records(20, 20));
  await kafka.restart();
  await during;
  await eventually(() => expect(new Set(member.values).size).toBe(40), { withinMs: 60_000 });
  expect(member.failures).toEqual([]);
}, 120_000);

test('a member that was cut off for longer than its session comes back, and nothing is lost or doubled', async () => {
  const networks = new Map<EventLog, TestNetwork>();
  const open = async () => {
    const network = new TestNetwork();
    const opened = await openLog({ socketFactory: network.socketFactory, sessionTimeoutMs: 2_000 });
    networks.set(opened, network);
    return opened;
  };
  const scene = await LogScene.start({ open, crash: (gone) => gone.close(), close: async () => undefined }, 30_000);
  const first = await scene.joinAlone('scoring');
  const second = await scene.join('scoring');
  await scene.expectShared([first, second]);
  networks.get(first.log)!.cut();
  await scene.appendEverywhere(5);
  await scene.expectShared([second]);
  await scene.appendEverywhere(5);
  networks.get(first.log)!.mend();
  await scene.expectShared([first, second]);
  await scene.appendEverywhere(5);
  await scene.expectAllApplied('scoring');
  expect(first.member.failures).toEqual([]);
  await scene.end();
}, 90_000);

test('records that the log deleted before they were read fail the member, and nothing is skipped', async () => {
  await log.append(records(0, 40));
  await deleteRecords('6');
  const member = new Collector();
  await log.join('late', [topic], member);
  await eventually(() =>
    expect(member.failures.map(({ name }) => name)).toEqual(Array.from({ length: 4 }, () => 'LostRecords')),
  );
  expect(member.values).toEqual([]);
  expect((await log.read(topic.name, 0, 0, 100)).map(({ offset }) => offset)).toEqual([6, 7, 8, 9]);
}, 60_000);

test('a Kafka that does not answer is named in one sentence, within seconds', async () => {
  const before = performance.now();
  const opening = KafkaEventLog.open({ brokers: ['127.0.0.1:1'], clientId: 'test', openTimeoutMs: 1_000 });
  await expect(opening).rejects.toThrow(
    /^Kafka does not answer at 127\.0\.0\.1:1 \(.+\): start it .+ KAFKA_BROKERS\.$/,
  );
  expect(performance.now() - before).toBeLessThan(5_000);
}, 30_000);

/** Takes everything, and starts each partition behind what it has. */
class Collector implements GroupMember {
  readonly values: string[] = [];
  readonly failures: Error[] = [];
  readonly #read: LogRecord[] = [];

  async onAssigned(lanes: readonly number[]) {
    return lanes.map((partition) => ({ topic: topic.name, partition, offset: this.#seen(partition) }));
  }
  async onRevoked(): Promise<void> {}
  async onRecords(_topic: string, _partition: number, batch: readonly LogRecord[]): Promise<void> {
    this.#read.push(...batch);
    this.values.push(...batch.map(({ value }) => value));
  }
  onFailure(error: Error): void {
    this.failures.push(error);
  }

  #seen(partition: number): number {
    return this.#read.filter((record) => record.partition === partition).length;
  }
}

function openLog(options: Partial<KafkaEventLogOptions> = {}): Promise<EventLog> {
  const times = { sessionTimeoutMs: 6_000, heartbeatIntervalMs: 300 };
  return KafkaEventLog.open({ brokers: kafka.brokers, clientId: 'faults', ...times, ...options });
}

function records(from: number, count: number) {
  return Array.from({ length: count }, (_, n) => ({
    topic: topic.name,
    partition: (from + n) % topic.partitions,
    key: 'k',
    value: String(from + n),
    headers: {},
  }));
}

async function appendUntilDone(to: EventLog, what: ReturnType<typeof records>): Promise<void> {
  for (;;) {
    try {
      return await to.append(what);
    } catch {
      continue;
    }
  }
}

async function withAdmin(work: (admin: kafkajs.Admin) => Promise<unknown>): Promise<void> {
  const client = new kafkajs.Kafka({ brokers: [...kafka.brokers], logLevel: kafkajs.logLevel.NOTHING });
  const admin = client.admin();
  await admin.connect();
  await work(admin);
  await admin.disconnect();
}

function deleteRecords(offset: string): Promise<void> {
  const partitions = [0, 1, 2, 3].map((partition) => ({ partition, offset }));
  return withAdmin(async (admin) => {
    // Without metadata it cannot delete, and it does not fetch any by itself.
    await admin.fetchTopicOffsets(topic.name);
    await admin.deleteTopicRecords({ topic: topic.name, partitions });
  });
}
