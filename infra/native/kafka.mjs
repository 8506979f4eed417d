import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LOOPBACK } from './ports.mjs';
import { NativeProblem } from './problem.mjs';
import { isInstalled } from './processes.mjs';
import { localFolder, nativeFolder } from './settings.mjs';

const run = promisify(execFile);

/**
 * Apache Kafka's jars, fetched from Maven Central once and kept in `.local/kafka/libs` until the pom changes.
 * Several processes may do this at once: each fetches into a folder of its own, and the first rename wins.
 */
export async function ensureKafkaJars(local = localFolder(), report = () => undefined) {
  const pom = join(nativeFolder, 'pom.xml');
  const stamp = createHash('sha256').update(readFileSync(pom)).digest('hex');
  const libs = join(local, 'kafka', 'libs');
  const stampFile = join(libs, 'pom.sha256');
  const isCurrent = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent()) return libs;

  requireJava();
  if (!isInstalled('mvn', ['--version'])) {
    throw new NativeProblem('Kafka is fetched by Maven, which is not installed: apt-get install maven (on Debian).');
  }
  report('fetching Kafka from Maven Central (once, about 45 MB)');
  const fetched = join(local, 'kafka', `libs-${process.pid}-${Date.now()}`);
  mkdirSync(fetched, { recursive: true });
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fetched}`];
    await run('mvn', ['-B', '-q', '-f', pom, ...goal], { maxBuffer: 1 << 24 });
    writeFileSync(join(fetched, 'pom.sha256'), stamp);
    replaceFolder(fetched, libs, isCurrent);
  } catch (error) {
    const why = String(error.stdout ?? error.message)
      .split('\n')
      .find((line) => line.includes('[ERROR]'));
    throw new NativeProblem(
      `Maven could not fetch Kafka's jars: ${(why ?? error.message).replace('[ERROR] ', '').trim()}`,
    );
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
  return libs;
}

function replaceFolder(from, to, isCurrent) {
  if (isCurrent()) return;
  rmSync(to, { recursive: true, force: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isCurrent()) throw error;
  }
}

export function requireJava() {
  if (!isInstalled('java', ['-version'])) {
    throw new NativeProblem('Kafka needs Java 17: apt-get install openjdk-17-jre-headless (on Debian).');
  }
}

/**
 * Makes a Kafka of one node ready to start (KRaft: broker and controller in one process) and returns the command for it.
 * The folder keeps its data; a folder that was formatted before is left as it is. `advertisedPort`: where clients are sent, if
 * something stands between them and the broker.
 */
export async function prepareKafka({ folder, libs, port, controllerPort, advertisedPort = port }) {
  requireJava();
  const data = join(folder, 'data');
  const properties = join(folder, 'server.properties');
  mkdirSync(folder, { recursive: true });
  writeFileSync(properties, kafkaProperties({ data, port, controllerPort, advertisedPort }));
  const java = [
    '-XX:+UseSerialGC',
    // Both matter for a server that lives for one test run: the second compiler never pays for itself.
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    `-Dlog4j2.configurationFile=${join(nativeFolder, 'log4j2.properties')}`,
    '-cp',
    join(libs, '*'),
  ];
  if (!existsSync(join(data, 'meta.properties'))) {
    const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
    try {
      await run('java', [...java, 'kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '-c', properties]);
    } catch (error) {
      throw new NativeProblem(`Kafka could not format ${data}: ${lastLine(error.stderr || error.message)}`);
    }
  }
  return { command: 'java', args: ['-Xmx512m', ...java, 'kafka.Kafka', properties], cwd: folder };
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
