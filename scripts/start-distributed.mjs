// Starts every service as a process of its own, over Kafka, PostgreSQL and Redis: those of the environment
// (KAFKA_BROKERS, DATABASE_URL, REDIS_URL), else those of infra/native, which are started when they do not run.
// --json: a line of JSON when ready, and with each process that was started again. --also=ingestion: one process more of it.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAndSay } from './build.mjs';
import { planProcesses, INNER_SERVICES } from './distributed/plan.mjs';
import { ProcessGroup, ready } from './distributed/process-group.mjs';

const root = resolve(import.meta.dirname, '..');
const { json: asJson, also } = parseArgs({
  options: { json: { type: 'boolean', default: false }, also: { type: 'string', multiple: true, default: [] } },
}).values;

if (await buildAndSay()) await main();
else process.exitCode = 1;

async function main() {
  const servers = nativeServers();
  if (servers === null) return;
  const { readConfig } = await import('@smarketing/service-kit');
  const { readOrMakeCredentials } = await import('@smarketing/all-in-one-service/credentials');
  let config;
  try {
    config = readConfig({ ...process.env, ...servers });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
    return;
  }
  const credentials = await readOrMakeCredentials(resolve(config.SMARKETING_DATA ?? '.smarketing'), config);
  const common = {
    ...servers,
    SMARKETING_WRITE_KEY: credentials.writeKey,
    SMARKETING_API_KEY: credentials.apiKey,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  };
  const { SMARKETING_CLOCK } = config;
  // Processes that start one after the other must still agree on the time.
  if (SMARKETING_CLOCK !== undefined && !SMARKETING_CLOCK.includes('@')) {
    common.SMARKETING_CLOCK = `${SMARKETING_CLOCK}@${new Date().toISOString()}`;
  }
  const ports = await freePorts(INNER_SERVICES.length + also.length + 1);
  const port = config.PORT === 0 ? ports.at(-1) : (config.PORT ?? 4000);
  const startUp = new AbortController();
  const url = `http://127.0.0.1:${port}`;
  const tellReady = () => console.log(JSON.stringify({ url, ...credentials, processes: group.pids }));
  const group = new ProcessGroup({
    report: (sentence) => console.error(sentence),
    // Whoever reads us should always know the processes of now: one line more with each restart.
    restarted: () => asJson && tellReady(),
    giveUp: () => {
      process.exitCode = 1;
      startUp.abort();
      void group.stop();
    },
  });
  const stop = () => void group.stop().then(() => process.exit());
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const plan = planProcesses({ ports, port, common, also });
  for (const { service, env } of plan) group.start(service, resolve(root, 'services', service, 'dist', 'main.js'), env);
  // While they start.
  const { seedDemo } = await import('@smarketing/all-in-one-service/demo');
  const { agreementInForce, banner } = await import('@smarketing/all-in-one-service/banner');
  try {
    await Promise.all(plan.map(({ env }) => ready(`http://127.0.0.1:${env.PORT}`, startUp.signal)));
  } catch (error) {
    if (!startUp.signal.aborted) console.error(error.message);
    process.exitCode = 1;
    await group.stop();
    return;
  }
  group.supervise();
  if (config.SMARKETING_DEMO ?? true) await seedDemo(url, credentials);
  if (asJson) tellReady();
  else console.log(banner({ url, ...credentials }, await agreementInForce({ url, ...credentials })));
}

function nativeServers() {
  const { KAFKA_BROKERS, DATABASE_URL, REDIS_URL } = process.env;
  if (KAFKA_BROKERS && DATABASE_URL) {
    return { KAFKA_BROKERS, DATABASE_URL, ...(REDIS_URL ? { REDIS_URL } : {}) };
  }
  try {
    const output = execFileSync(process.execPath, [resolve(root, 'infra/native/up.mjs'), '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    });
    return JSON.parse(output);
  } catch {
    // It has said why on stderr.
    process.exitCode = 1;
    return null;
  }
}

async function freePorts(count) {
  const held = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((taken) => {
          const server = createServer().listen(0, '127.0.0.1', () => taken(server));
        }),
    ),
  );
  const ports = held.map((server) => server.address().port);
  await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
