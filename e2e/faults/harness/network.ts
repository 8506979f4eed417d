import { startFaultProxy, type FaultProxy } from '@smarketing/fault-proxy';
import { startTestPostgres } from '@smarketing/testing';
import type { InstallationOptions, Mode } from '../../installation.ts';

type Proxies = { postgres: FaultProxy; kafka?: FaultProxy; redis?: FaultProxy };

/** The proxies between the services of one installation and their servers. */
export class Network {
  /** Where the database is reached without its proxy. */
  readonly databaseUrl: string;
  private readonly proxies: Proxies;
  private readonly stopServer: () => Promise<void>;

  constructor(proxies: Proxies, databaseUrl: string, stopServer: () => Promise<void>) {
    this.proxies = proxies;
    this.databaseUrl = databaseUrl;
    this.stopServer = stopServer;
  }

  get postgres(): FaultProxy {
    return this.proxies.postgres;
  }

  /** In the distributed mode only. */
  get kafka(): FaultProxy {
    return mustBeThere(this.proxies.kafka);
  }

  /** In the distributed mode only. */
  get redis(): FaultProxy {
    return mustBeThere(this.proxies.redis);
  }

  get all(): readonly FaultProxy[] {
    return Object.values(this.proxies);
  }

  /** Ends all faults; what is chosen at random from now on follows from the seed. */
  calm(seed: number): void {
    for (const proxy of this.all) {
      proxy.heal();
      proxy.reseed(seed);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((proxy) => proxy.close()));
    await this.stopServer();
  }
}

/** What an installation needs to be started behind proxies. The network is there once it was started. */
export type ProxyPlan = { readonly options: InstallationOptions; readonly network: () => Network };

/** In the embedded mode the database is a server beside the process, since nothing stands between it and its own. */
export async function planProxies(mode: Mode, options: InstallationOptions): Promise<ProxyPlan> {
  return mode === 'embedded' ? besideTheProcess(options) : amongTheServices(options);
}

async function besideTheProcess(options: InstallationOptions): Promise<ProxyPlan> {
  const server = await startTestPostgres();
  const url = await server.freshDatabase();
  const postgres = await startFaultProxy({ target: targetOf(url), protocol: 'postgres' });
  const network = new Network({ postgres }, url, () => server.stop());
  return {
    options: { ...options, env: { ...options.env, DATABASE_URL: postgres.through(url) } },
    network: () => network,
  };
}

function amongTheServices(options: InstallationOptions): ProxyPlan {
  let kafka: FaultProxy | undefined;
  let network: Network | undefined;
  const between: InstallationOptions['between'] = {
    kafka: async (port) => {
      kafka = await startFaultProxy({ target: { host: '127.0.0.1', port }, protocol: 'kafka' });
      return kafka.port;
    },
    servers: async (direct) => {
      const postgres = await startFaultProxy({ target: targetOf(direct.DATABASE_URL), protocol: 'postgres' });
      const redis = await startFaultProxy({ target: targetOf(direct.REDIS_URL) });
      network = new Network({ postgres, kafka: mustBeThere(kafka), redis }, direct.DATABASE_URL, async () => undefined);
      return {
        ...direct,
        DATABASE_URL: postgres.through(direct.DATABASE_URL),
        REDIS_URL: redis.through(direct.REDIS_URL),
      };
    },
  };
  return { options: { ...options, between }, network: () => mustBeThere(network) };
}

function mustBeThere<T>(what: T | undefined): T {
  if (what === undefined) throw new Error('this installation has no such proxy');
  return what;
}

function targetOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
