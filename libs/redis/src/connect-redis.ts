import { Redis } from 'ioredis';

/** Where changes of the connection are told; errors repeat with each attempt, so only the first of an outage is told. */
export type RedisLog = (level: 'info' | 'warn', message: string, details: Readonly<Record<string, unknown>>) => void;

export type RedisConnection = {
  readonly client: Redis;
  close(): Promise<void>;
};

const LONGEST_PAUSE_MS = 5_000;
const PATIENCE_MS = 500;

/**
 * Starts to connect and returns at once: Redis is an accelerator, so nobody waits for it. It is tried for ever, with pauses
 * that grow up to 5 s; meanwhile commands are refused at once instead of queueing. A Redis that has not answered for 500 ms
 * counts as away: the commands that wait fail, and later ones are refused until a new connection was answered.
 */
export function connectRedis(url: string, log: RedisLog): RedisConnection {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    retryStrategy: (attempt) => Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2),
  });
  let isAway = false;
  let isClosing = false;
  const away = (error?: Error): void => {
    if (!isAway && !isClosing) log('warn', 'Redis is away; going on without it', error ? { error: error.message } : {});
    isAway = true;
  };
  client.on('ready', () => {
    if (isAway) log('info', 'Redis is back', {});
    isAway = false;
  });
  // Without a listener for errors an outage would end the process.
  client.on('error', away);
  client.on('close', () => away());
  client.connect().catch(() => undefined);
  return {
    client,
    close: () => {
      isClosing = true;
      return close(client);
    },
  };
}

async function close(client: Redis): Promise<void> {
  try {
    if (client.status === 'ready') await client.quit();
  } catch {
    // It went away meanwhile, which is what is wanted.
  } finally {
    client.disconnect();
  }
}
