import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Api } from '../../api.ts';
import {
  startInstallation,
  type Installation,
  type InstallationOptions,
  type Mode,
  type Servers,
} from '../../installation.ts';
import { plainAgreement } from './agreement.ts';
import type { Target } from './client.ts';
import { planProxies, type Network } from './network.ts';
import { processGone, until } from './until.ts';

/** How long a supervisor may take to start a dead process again. */
const RESTART_MS = 60_000;

export type SystemOptions = InstallationOptions & {
  /** The promise of a first touch, in minutes of any day; long by default. */
  readonly firstTouchMinutes?: number;
  /** Whether fault proxies stand between the services and their servers. */
  readonly proxied?: boolean;
};

type Flow = {
  readonly idle: boolean;
  readonly waitingFor: readonly string[];
  readonly stopped: readonly unknown[];
  readonly services: readonly { readonly service: string; readonly failure: string | null }[];
};

/** One installation under test, over all its restarts. */
export class System {
  readonly mode: Mode;
  /** Records that its log held more than once when it was last looked at. */
  repeats = 0;
  private installation: Installation;
  private readonly proxies: Network | null;
  private earlierLog = '';

  private constructor(mode: Mode, installation: Installation, proxies: Network | null) {
    this.mode = mode;
    this.installation = installation;
    this.proxies = proxies;
  }

  /** With the agreement of the tests in force and two reps that take whatever comes. */
  static async start(mode: Mode, { firstTouchMinutes, proxied, ...options }: SystemOptions = {}): Promise<System> {
    const proxies = proxied ? await planProxies(mode, options) : null;
    const installation = await startInstallation(mode, proxies?.options ?? options);
    const system = new System(mode, installation, proxies?.network() ?? null);
    try {
      for (const rep of ['rosa', 'tomas'])
        await system.api.put(`/api/reps/${rep}`, { name: rep, openLeadCap: 1_000_000, dailyCap: 1_000_000 });
      await system.api.activate(plainAgreement(firstTouchMinutes));
      await system.idle();
      return system;
    } catch (error) {
      const said = system.log().slice(-4_000);
      await system.remove();
      throw new Error(`the system did not come up; it said at last:\n${said}`, { cause: error });
    }
  }

  get api(): Api {
    return this.installation.api;
  }

  /** Where clients send to: the consoles in turn, where there are several. */
  get target(): Target {
    const { writeKey, apiKey } = this.installation;
    let turn = 0;
    const url = (): string => {
      const doors = this.installation.pids.flatMap((each) =>
        each.service === 'console' && each.url ? [each.url] : [],
      );
      return doors.length > 1 ? doors[turn++ % doors.length]! : this.installation.url;
    };
    return { url, writeKey, apiKey };
  }

  get dataDir(): string {
    return this.installation.dataDir;
  }

  /** What the distributed mode stands on. */
  get servers(): Servers {
    const { servers } = this.installation;
    if (servers === null) throw new Error('the embedded mode has no servers of its own');
    return servers;
  }

  /** What stands between the services and their servers. */
  get network(): Network {
    if (this.proxies === null) throw new Error('this installation was not started behind proxies');
    return this.proxies;
  }

  /** What all its processes wrote to stderr, since the beginning (the last of it). */
  log(): string {
    return this.earlierLog + this.installation.log();
  }

  /** The processes of a service as they are now, the oldest place first; of all services without a name. */
  pids(service?: string): readonly number[] {
    return this.installation.pids
      .filter((each) => service === undefined || each.service === service)
      .map(({ pid }) => pid);
  }

  services(): readonly string[] {
    return [...new Set(this.installation.pids.map(({ service }) => service))];
  }

  /** Sends a signal to one process of a service; `which` counts from 0. */
  signal(service: string, signal: NodeJS.Signals, which = 0): number {
    const pid = this.pids(service)[which];
    if (pid === undefined) throw new Error(`no process ${which} of ${service}`);
    process.kill(pid, signal);
    return pid;
  }

  /** `kill -9` of one process; resolves when another has taken its place (the embedded mode is started again here). */
  async killProcess(service: string, which = 0): Promise<void> {
    if (this.mode === 'embedded') {
      await this.installation.kill();
      await this.restart();
      return;
    }
    const pid = this.signal(service, 'SIGKILL', which);
    await this.replaced(pid);
  }

  /** Resolves when this process is gone and the supervisor has started another instead. */
  async replaced(pid: number): Promise<void> {
    await processGone(pid);
    await until(() => !this.pids().includes(pid), { withinMs: RESTART_MS, what: `process ${pid} to be replaced` });
  }

  /** Resolves when all processes of a service say that they are ready; the distributed mode's alone. */
  async ready(service: string): Promise<void> {
    const urls = this.installation.pids.flatMap((each) => (each.service === service && each.url ? [each.url] : []));
    await until(
      async () => {
        const answers = await Promise.all(urls.map((url) => fetch(`${url}/readyz`).then(({ status }) => status)));
        return answers.every((status) => status === 200);
      },
      { withinMs: RESTART_MS, what: `${service} to be ready` },
    );
  }

  /** Waits for the end of the embedded mode's one process, which something else has brought about, and starts it again. */
  async revive(): Promise<void> {
    for (const pid of this.pids()) await processGone(pid);
    await this.killProcess('all');
  }

  /** Starts again what `stop` or `kill` has ended. */
  async restart(changed?: Pick<InstallationOptions, 'clock' | 'env'>): Promise<void> {
    this.earlierLog = this.log().slice(-500_000);
    this.installation = await this.installation.restart(changed);
  }

  async stop(): Promise<void> {
    await this.installation.stop();
  }

  /** SIGKILL to every process of the installation; its servers live on. */
  async killAll(): Promise<void> {
    await this.installation.kill();
  }

  /** Waits until nothing is under way. */
  async idle(withinMs = 120_000): Promise<void> {
    await until(
      async () => {
        const { idle, ...flow } = await this.api.get<Flow>('/api/flow');
        const failed = flow.services.filter(({ failure }) => failure !== null);
        if (failed.length > 0) throw new Error(`broken: ${JSON.stringify(failed)}`);
        if (flow.stopped.length > 0) throw new Error(`lanes stand still: ${JSON.stringify(flow.stopped)}`);
        if (!idle) throw new Error(`still under way: ${flow.waitingFor.join('; ')}`);
        return true;
      },
      { withinMs, what: 'the system to be idle' },
    );
  }

  /** Where the database is reached without anything between. */
  async databaseUrl(): Promise<string> {
    if (this.proxies !== null) return this.proxies.databaseUrl;
    if (this.mode === 'distributed') return this.servers.direct.DATABASE_URL;
    const read = async (name: string): Promise<string> =>
      (await readFile(join(this.dataDir, 'postgres', name), 'utf8')).trim();
    return `postgres://smarketing:${await read('password')}@127.0.0.1:${await read('port')}/smarketing`;
  }

  /** Rows of one statement on the database, by a connection of its own. */
  async sql<R extends pg.QueryResultRow>(statement: string, values: readonly unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: await this.databaseUrl(), connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<R>(statement, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** The pid of the postmaster of the embedded mode, by the file that it keeps in its data folder. */
  async postmaster(): Promise<number> {
    const folder = join(this.dataDir, 'postgres');
    const elsewhere = (await readFile(join(folder, 'pgdata-location'), 'utf8').catch(() => '')).trim();
    const [pid] = (await readFile(join(elsewhere || join(folder, 'pgdata'), 'postmaster.pid'), 'utf8')).split('\n');
    return Number(pid);
  }

  async remove(): Promise<void> {
    this.proxies?.calm(1);
    await this.installation.remove();
    await this.proxies?.close();
  }
}
