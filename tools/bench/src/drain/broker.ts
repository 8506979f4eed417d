import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeProcess } from '@smarketing/testing';
import { ensureKafkaJars, prepareKafka } from '../../../../infra/native/kafka.mjs';
import { LOOPBACK, answersOn, freePorts } from '../../../../infra/native/ports.mjs';

export type Broker = { readonly address: string; readonly pid: number; stop(): Promise<void> };

/**
 * A Kafka of our own in a temporary folder. It differs from the one of the tests in what those want for a start within a second: here the
 * broker's code is compiled to the end unless it is to be brief, and it has the memory that Kafka's own start script gives it.
 */
export async function startBroker({ isBrief = false } = {}): Promise<Broker> {
  const libs = await ensureKafkaJars();
  const folder = await mkdtemp(join(tmpdir(), 'smarketing-bench-kafka-'));
  const [port, controllerPort] = (await freePorts(2)) as [number, number];
  const { command, args, cwd } = await prepareKafka({ folder, libs, port, controllerPort, isBrief, isTemporary: true });
  const kept = args.filter((arg) => !arg.startsWith('-Xmx'));
  // bin/kafka-server-start.sh: KAFKA_HEAP_OPTS="-Xmx1G -Xms1G".
  const server = new NativeProcess({ command, args: ['-Xmx1G', '-Xms1G', ...kept], cwd }, folder);
  const stop = async (): Promise<void> => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  if (await answersOn(port, () => server.isAlive, 60_000)) {
    return { address: `${LOOPBACK}:${port}`, pid: server.pid!, stop };
  }
  const { output } = server;
  await stop();
  throw new Error(`the broker did not start: ${output}`);
}
