import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureKafkaJars, prepareKafka } from '../../../infra/native/kafka.mjs';
import { answersOn, freePorts, LOOPBACK } from '../../../infra/native/ports.mjs';
import { prepareRedis } from '../../../infra/native/redis.mjs';
import { NativeProcess } from './native-process.ts';

export type TestKafka = {
  /** `host:port` of each broker. */
  readonly brokers: readonly string[];
  /** Plays `kill -9` of the broker, and its next start on the same data and port. Throws where the server was given. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export type TestRedis = {
  readonly url: string;
  /** Plays `kill -9`, and the next start (with nothing kept). Throws where the server was given. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export type TestKafkaOptions = {
  /** Where the broker sends its clients, if something stands between: given its own port, resolves with the other. Needs a broker of our own. */
  readonly advertise?: (port: number) => Promise<number>;
  /** False where it is to be as quick as one that has run for long. Default: it is as soon there as can be. */
  readonly isBrief?: boolean;
};

/** A real Kafka for tests: the brokers of TEST_KAFKA_BROKERS, else one of our own in a temporary folder. */
export async function startTestKafka(options: TestKafkaOptions = {}): Promise<TestKafka> {
  const given = process.env['TEST_KAFKA_BROKERS'];
  if (given && !options.advertise) return { brokers: given.split(','), ...givenServer('TEST_KAFKA_BROKERS') };
  const libs = await ensureKafkaJars();
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const advertisedPort = (await options.advertise?.(port)) ?? port;
  const { isBrief = true } = options;
  const prepare: Prepare = (folder) =>
    prepareKafka({ folder, libs, port, controllerPort, advertisedPort, isBrief, isTemporary: true });
  return { brokers: [`${LOOPBACK}:${advertisedPort}`], ...(await startIn('kafka', port, prepare)) };
}

/** A real Redis for tests: that of TEST_REDIS_URL, else one of our own that keeps nothing. */
export async function startTestRedis(): Promise<TestRedis> {
  const given = process.env['TEST_REDIS_URL'];
  if (given) return { url: given, ...givenServer('TEST_REDIS_URL') };
  const [port] = (await freePorts(1)) as [number];
  const server = await startIn('redis', port, async (folder) => prepareRedis({ folder, port }));
  return { url: `redis://${LOOPBACK}:${port}`, ...server };
}

type Prepare = (folder: string) => ReturnType<typeof prepareKafka>;

async function startIn(name: string, port: number, prepare: Prepare): Promise<Omit<TestRedis, 'url'>> {
  const folder = await mkdtemp(join(tmpdir(), `smarketing-test-${name}-`));
  let server: NativeProcess | undefined;
  const kill = async (): Promise<void> => {
    await server?.kill();
    server = undefined;
  };
  const stop = async (): Promise<void> => {
    await kill();
    await rm(folder, { recursive: true, force: true });
  };
  const restart = async (): Promise<void> => {
    const started = new NativeProcess(await prepare(folder), folder);
    server = started;
    if (await answersOn(port, () => started.isAlive, 60_000)) return;
    const output = started.output;
    await stop();
    throw new Error(`the ${name} for tests did not start: ${output}`);
  };
  await restart();
  return { kill, restart, stop };
}

function givenServer(variable: string): Omit<TestRedis, 'url'> {
  const refuse = async (): Promise<void> => {
    throw new Error(`the server that ${variable} names is not ours to stop`);
  };
  return { kill: refuse, restart: refuse, stop: async () => undefined };
}
