import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureJars, requireJava } from './maven-jars.mjs';
import { LOOPBACK } from './ports.mjs';
import { NativeProblem } from './problem.mjs';
import { localFolder, nativeFolder } from './settings.mjs';

const run = promisify(execFile);

/** Apache Kafka's jars, fetched once and kept in `.local/kafka/libs` until the pom changes. */
export async function ensureKafkaJars(local = localFolder(), report = () => undefined) {
  const libs = join(local, 'kafka', 'libs');
  return ensureJars({ what: 'Kafka', size: '45 MB', pom: join(nativeFolder, 'pom.xml'), libs, report });
}

/**
 * Makes a Kafka of one node ready to start (KRaft: broker and controller in one process) and returns the command for it.
 * The folder keeps its data; a folder that was formatted before is left as it is. `advertisedPort`: where clients are sent, if
 * something stands between them and the broker. `isBrief`: it lives for one test run, and the second compiler would never pay for itself.
 * `isTemporary`: its data go with it, so that it may be another one's copy: it begins as an empty Kafka that was formatted before.
 */
export async function prepareKafka({
  folder,
  libs,
  port,
  controllerPort,
  advertisedPort = port,
  isBrief = false,
  isTemporary = false,
}) {
  requireJava();
  const data = join(folder, 'data');
  const properties = join(folder, 'server.properties');
  mkdirSync(folder, { recursive: true });
  writeFileSync(properties, kafkaProperties({ data, port, controllerPort, advertisedPort }));
  const java = [
    '-XX:+UseSerialGC',
    ...(isBrief ? ['-XX:TieredStopAtLevel=1'] : []),
    '-Xshare:auto',
    `-Dlog4j2.configurationFile=${join(nativeFolder, 'log4j2.properties')}`,
    '-cp',
    join(libs, '*'),
  ];
  if (!existsSync(join(data, 'meta.properties'))) {
    if (isTemporary) cpSync(await formattedOnce({ java, libs }), data, { recursive: true });
    else await format({ java, properties, data });
  }
  return { command: 'java', args: ['-Xmx512m', ...java, 'kafka.Kafka', properties], cwd: folder };
}

async function format({ java, properties, data }) {
  const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  try {
    await run('java', [...java, 'kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', properties]);
  } catch (error) {
    throw new NativeProblem(`Kafka could not format ${data}: ${lastLine(error.stderr || error.message)}`);
  }
}

/** An empty, formatted data folder to be copied: formatting takes a Java of its own, which takes more than a second. It goes with the jars. */
async function formattedOnce({ java, libs }) {
  // Ports are no part of what is formatted.
  const settings = (data) => kafkaProperties({ data, port: 1, controllerPort: 2, advertisedPort: 1 });
  const kept = join(libs, `formatted-${createHash('sha256').update(settings('data')).digest('hex').slice(0, 12)}`);
  if (existsSync(kept)) return kept;
  const own = join(libs, `formatting-${process.pid}-${randomUUID()}`);
  const [data, properties] = [join(own, 'data'), join(own, 'server.properties')];
  mkdirSync(own);
  try {
    writeFileSync(properties, settings(data));
    await format({ java, properties, data });
    renameSync(data, kept);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(kept)) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return kept;
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}

function kafkaProperties({ data, port, controllerPort, advertisedPort }) {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${LOOPBACK}:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://${LOOPBACK}:${port},CONTROLLER://${LOOPBACK}:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${LOOPBACK}:${advertisedPort}`,
    'log.dirs': data.replaceAll('\\', '/'),
    'auto.create.topics.enable': false,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // Fault tests want a dead member noticed soon; members choose their own time above this.
    'group.min.session.timeout.ms': 1000,
    // After kill -9 the old session must lapse before the broker may register again: 11 s with the defaults.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
