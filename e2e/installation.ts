import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve as resolvePath } from 'node:path';
import { removeEmbeddedPostgres } from '@smarketing/postgres';
import {
  startTestKafka,
  startTestPostgres,
  startTestRedis,
  type TestKafka,
  type TestPostgres,
  type TestRedis,
} from '@smarketing/testing';
import { Api } from './api.ts';

const root = resolvePath(import.meta.dirname, '..');

/** A whole installation as a user runs it, in processes of its own, seen only through its public input and output. */
export type Installation = {
  readonly api: Api;
  readonly url: string;
  readonly dataDir: string;
  readonly writeKey: string;
  readonly apiKey: string;
  /** The processes of each service as they are now; the embedded mode has one for all, named `all`. */
  readonly pids: readonly Running[];
  /** What the distributed mode stands on; null where it is embedded. */
  readonly servers: Servers | null;
  /** What it wrote to stderr so far. */
  readonly log: () => string;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for the end; the data stays. */
  kill(): Promise<void>;
  /** Starts again over the same data, with other options where some are given. */
  restart(changed?: Pick<InstallationOptions, 'clock' | 'env'>): Promise<Installation>;
  /** Ends everything and removes the data. */
  remove(): Promise<void>;
};

/** One process; `url` where it answers, in the distributed mode. */
export type Running = { readonly service: string; readonly pid: number; readonly url?: string };

export type Mode = 'embedded' | 'distributed';

/** Where the services find their servers. */
export type ServerEnv = { readonly KAFKA_BROKERS: string; readonly DATABASE_URL: string; readonly REDIS_URL: string };

/** The servers themselves, to be stopped and started, and where they are reached without anything between. */
export type Servers = {
  readonly kafka: TestKafka;
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly direct: ServerEnv;
};

export type InstallationOptions = {
  /** ISO instant at which the installation's clock starts. */
  readonly clock?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of these services one process more, in the distributed mode. */
  readonly also?: readonly string[];
  /** Something between the services and the servers of the distributed mode, such as a proxy. */
  readonly between?: {
    /** Where Kafka sends its clients, given its own port. */
    readonly kafka?: (port: number) => Promise<number>;
    /** Where the services are to find their servers. */
    readonly servers?: (direct: ServerEnv) => Promise<ServerEnv>;
  };
};

type Ready = { url: string; writeKey: string; apiKey: string; processes?: Running[] };

export async function startInstallation(mode: Mode, options: InstallationOptions = {}): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-e2e-'));
  if (mode === 'embedded') {
    return launch({
      main: 'services/all-in-one/dist/main.js',
      options,
      dataDir,
      servers: null,
      serverEnv: {},
      removeServers: async () => {
        if (options.env?.['DATABASE_URL'] === undefined) await removeEmbeddedPostgres(join(dataDir, 'postgres'));
      },
      isRestart: false,
    });
  }
  const { kafka: advertise, servers: between } = options.between ?? {};
  const [kafka, postgres, redis] = await Promise.all([
    startTestKafka(advertise ? { advertise } : {}),
    startTestPostgres(),
    startTestRedis(),
  ]);
  const direct: ServerEnv = {
    KAFKA_BROKERS: kafka.brokers.join(','),
    DATABASE_URL: await postgres.freshDatabase(),
    REDIS_URL: redis.url,
  };
  return launch({
    main: 'scripts/start-distributed.mjs',
    options,
    dataDir,
    servers: { kafka, postgres, redis, direct },
    serverEnv: (await between?.(direct)) ?? direct,
    removeServers: async () => {
      await Promise.all([kafka.stop(), postgres.stop(), redis.stop()]);
    },
    isRestart: false,
  });
}

type Plan = {
  readonly main: string;
  readonly options: InstallationOptions;
  readonly dataDir: string;
  readonly servers: Servers | null;
  readonly serverEnv: Readonly<Record<string, string>>;
  readonly removeServers: () => Promise<void>;
  readonly isRestart: boolean;
};

async function launch(plan: Plan): Promise<Installation> {
  const { main, options, dataDir, servers, serverEnv, removeServers } = plan;
  const env: Record<string, string | undefined> = {
    ...process.env,
    NODE_OPTIONS: undefined,
    NODE_ENV: 'production',
    PORT: '0',
    SMARKETING_DATA: dataDir,
    SMARKETING_DEMO: '0',
    LOG_LEVEL: 'warn',
    ...(options.clock === undefined ? {} : { SMARKETING_CLOCK: options.clock }),
    ...serverEnv,
    ...options.env,
  };
  const child = spawn(
    process.execPath,
    [join(root, main), '--json', ...(options.also ?? []).map((service) => `--also=${service}`)],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: root,
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-200_000);
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const removeAll = async (): Promise<void> => {
    await removeServers();
    await rm(dataDir, { recursive: true, force: true });
  };
  let ready: Ready;
  try {
    ready = await firstReady(
      child,
      (next) => (ready = next),
      () => stderr,
    );
  } catch (error) {
    // What was started for it must not outlive it; a restart that fails may be tried again.
    if (!plan.isRestart) await removeAll();
    throw error;
  }
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      if (signal === 'SIGKILL') for (const { pid } of ready.processes ?? []) killIfThere(pid);
      child.kill(signal);
    }
    await ended;
  };
  return {
    api: new Api(ready.url, ready.apiKey, ready.writeKey),
    url: ready.url,
    dataDir,
    writeKey: ready.writeKey,
    apiKey: ready.apiKey,
    get pids() {
      return ready.processes ?? [{ service: 'all', pid: child.pid! }];
    },
    servers,
    log: () => stderr,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: (changed) => launch({ ...plan, isRestart: true, options: { ...options, ...changed } }),
    async remove() {
      await end('SIGTERM');
      await removeAll();
    },
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The first line that says it is ready; those of later restarts go to `next`. */
async function firstReady(child: ChildProcess, next: (ready: Ready) => void, stderr: () => string): Promise<Ready> {
  let rest = '';
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`the installation ended with ${code} before it was ready:\n${stderr()}`)),
    );
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        if (!line.startsWith('{')) continue;
        const ready = JSON.parse(line) as Ready;
        next(ready);
        resolve(ready);
      }
    });
  });
}
