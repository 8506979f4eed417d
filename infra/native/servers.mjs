import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensureKafkaJars, prepareKafka } from './kafka.mjs';
import { openPostgres, postgresUrl, preparePostgres } from './postgres.mjs';
import { answersOn, isPortFree, LOOPBACK } from './ports.mjs';
import { NativeProblem } from './problem.mjs';
import {
  forgetProcess,
  processIdentity,
  recordProcess,
  runningProcess,
  startDetached,
  stopProcess,
} from './processes.mjs';
import { prepareRedis } from './redis.mjs';

/** The three servers of the distributed mode: how each is prepared, awaited, stopped and named to the services. */
export const servers = [
  {
    name: 'kafka',
    variable: 'KAFKA_BROKERS',
    portVariable: 'NATIVE_KAFKA_PORT',
    url: (port) => `${LOOPBACK}:${port}`,
    prepare: async (settings, report) =>
      prepareKafka({
        folder: join(settings.local, 'kafka'),
        libs: await ensureKafkaJars(settings.local, report),
        ...settings.kafka,
      }),
    isReady: answersOn,
    stopSignal: 'SIGTERM',
  },
  {
    name: 'postgres',
    variable: 'DATABASE_URL',
    portVariable: 'NATIVE_POSTGRES_PORT',
    url: postgresUrl,
    prepare: (settings) => preparePostgres({ folder: join(settings.local, 'postgres'), ...settings.postgres }),
    isReady: openPostgres,
    // SIGTERM would wait for every client to leave; SIGINT ends them in order.
    stopSignal: 'SIGINT',
  },
  {
    name: 'redis',
    variable: 'REDIS_URL',
    portVariable: 'NATIVE_REDIS_PORT',
    url: (port) => `redis://${LOOPBACK}:${port}`,
    prepare: async (settings) => prepareRedis({ folder: join(settings.local, 'redis'), ...settings.redis }),
    isReady: answersOn,
    stopSignal: 'SIGTERM',
  },
];

/** Starts one server unless it runs already. Kafka after kill -9 waits for its old session, hence the generous time. */
export async function startServer(server, settings, report) {
  const running = runningProcess(settings.runFolder, server.name);
  if (running !== undefined) return { record: running, alreadyRunning: true };

  const { port, controllerPort } = settings[server.name];
  for (const wanted of [port, controllerPort].filter((it) => it !== undefined)) {
    if (!(await isPortFree(wanted))) {
      throw new NativeProblem(
        `Port ${wanted}, which ${server.name} is to use, is taken by another program: stop that, or choose another with ${server.portVariable}.`,
      );
    }
  }
  const command = await server.prepare(settings, (message) => report(`${server.name}: ${message}`));
  mkdirSync(settings.logFolder, { recursive: true });
  const logFile = join(settings.logFolder, `${server.name}.log`);
  for (let attempt = 1; ; attempt += 1) {
    const pid = startDetached({ ...command, env: process.env, logFile });
    const isAlive = () => pid !== undefined && processIdentity(pid) !== undefined;
    if (isAlive()) {
      const record = recordProcess(settings.runFolder, server.name, pid, { port });
      if (await server.isReady(port, isAlive, 60_000)) return { record, alreadyRunning: false };
    }
    const fate = isAlive() ? 'did not answer within a minute' : 'ended while it was starting';
    await stopServer(server, settings);
    // A killed server's workers may hold its memory for a moment longer, and PostgreSQL refuses to start beside them.
    if (attempt === 4) throw new NativeProblem(`${server.name} ${fate}: see ${logFile}.`);
    await wait(1000);
  }
}

/** Stops the server if `up` started it; returns what was stopped. */
export async function stopServer(server, settings) {
  const record = runningProcess(settings.runFolder, server.name);
  if (record !== undefined) await stopProcess(record, server.stopSignal, 20_000);
  forgetProcess(settings.runFolder, server.name);
  return record;
}
