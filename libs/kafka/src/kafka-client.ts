import kafkajs from 'kafkajs';
import type { ISocketFactory, Kafka, KafkaConfig, LogEntry, RetryOptions } from 'kafkajs';
import { stopIdleTimers } from './idle-timers.ts';

/** Where the client's own log lines go. */
export type KafkaLog = (
  level: 'error' | 'warn' | 'info' | 'debug',
  message: string,
  details: Readonly<Record<string, unknown>>,
) => void;

export type KafkaClientOptions = {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  /** Names this process in the brokers' logs and quotas. */
  readonly clientId: string;
  /** Default: nowhere. */
  readonly log?: KafkaLog;
  /** How connections are made; for tests that cut them. */
  readonly socketFactory?: ISocketFactory;
};

/**
 * Set in full, because kafkajs has other defaults where NODE_ENV is `test`. About 5 s in all: long enough for a change of
 * leader, short enough for an HTTP handler that waits for an acknowledgement.
 */
export const RETRY: RetryOptions = {
  initialRetryTime: 100,
  maxRetryTime: 1_500,
  retries: 6,
  factor: 0.2,
  multiplier: 2,
};

export function createClient(options: KafkaClientOptions, settings: Partial<KafkaConfig> = {}): Kafka {
  stopIdleTimers();
  const { log = () => undefined, socketFactory } = options;
  return new kafkajs.Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: RETRY,
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) =>
      log(levelOf(entry), `kafka ${entry.namespace}: ${entry.log.message}`, detailsOf(entry)),
    ...(socketFactory && { socketFactory }),
    ...settings,
  });
}

function levelOf({ level, namespace, log }: LogEntry): 'error' | 'warn' | 'info' | 'debug' {
  // Each answer with an error code is told as an error, though a fresh coordinator or a rebalance is everyday life, and
  // what becomes of it is told elsewhere.
  if (namespace === 'Connection' && log.message.startsWith('Response ')) return 'debug';
  if (namespace === 'Runner' && log.message.includes('rebalancing')) return 'info';
  if (level === kafkajs.logLevel.ERROR) return 'error';
  if (level === kafkajs.logLevel.WARN) return 'warn';
  return level === kafkajs.logLevel.INFO ? 'info' : 'debug';
}

function detailsOf({ log }: LogEntry): Record<string, unknown> {
  const { message: _, timestamp: __, ...details } = log as Record<string, unknown>;
  return details;
}

/** kafkajs wraps errors several times; the innermost says what happened. */
export function rootCause(error: unknown): unknown {
  let current = error;
  while (current instanceof Error && current.cause !== undefined) current = current.cause;
  return current;
}
