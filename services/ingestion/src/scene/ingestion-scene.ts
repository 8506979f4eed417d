import 'reflect-metadata';
import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { INTAKE, type CloudEvent } from '@smarketing/contracts';
import {
  EventLog,
  LaneRunner,
  MemoryEventLog,
  MemoryLaneDatabase,
  NoEnvironment,
  decodeRecord,
  silentObserver,
  topicSpecs,
  type LogRecord,
} from '@smarketing/messaging';
import { InProcessRateLimiter, RateLimiter } from '@smarketing/redis';
import {
  AccessGuard,
  Clock,
  ConfiguredKeyring,
  FlowProgress,
  Keyring,
  Problem,
  ProblemFilter,
  ServiceDatabase,
  openLogger,
} from '@smarketing/service-kit';
import { eventually } from '@smarketing/testing';
import type { Pool } from 'pg';
import { IntakeAppender, type AppenderLimits } from '../edge/intake-appender.ts';
import { ingestion } from '../service.ts';
import { Directory } from '../store/directory.ts';
import { MemoryDirectory } from '../store/memory-directory.ts';

export const WRITE_KEY = 'write-key-of-the-test';
export const API_KEY = 'api-key-of-the-test';
export const NOW = Date.parse('2026-03-02T12:00:00.000Z');

class StandingClock extends Clock {
  now(): number {
    return NOW;
  }
}

export type IngestionScene = {
  readonly app: NestFastifyApplication;
  readonly directory: MemoryDirectory;
  readonly database: MemoryLaneDatabase;
  /** What stands in the intake topic. */
  taken(): Promise<readonly LogRecord[]>;
  /** What ingestion has published on a topic, once it has read all of the intake. */
  published(topic: string): Promise<readonly CloudEvent[]>;
  close(): Promise<void>;
};

/** The whole service in memory: its real HTTP edge, its reactor on a runner, a standing clock. */
export async function openIngestion(
  log: EventLog = new MemoryEventLog(),
  limits?: AppenderLimits,
): Promise<IngestionScene> {
  const clock = new StandingClock();
  const directory = new MemoryDirectory();
  const database = new MemoryLaneDatabase();
  await log.ensureTopics(topicSpecs());
  const platform = [
    { provide: Clock, useValue: clock },
    { provide: EventLog, useValue: log },
    { provide: FlowProgress, useValue: new FlowProgress() },
    { provide: Keyring, useValue: new ConfiguredKeyring({ writeKey: WRITE_KEY, apiKey: API_KEY }) },
    { provide: RateLimiter, useValue: new InProcessRateLimiter({ points: 100_000, windowSeconds: 1 }) },
    { provide: ServiceDatabase, useValue: new ServiceDatabase({} as Pool, 'ingestion') },
  ];
  @Module({})
  class PlatformModule {}
  const invalid = (
    issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[],
  ): Problem =>
    new Problem(400, 'invalid-request', 'See errors.', {
      fields: issues.map(({ path = [], message }) => ({ field: path.map(String).join('.'), message })),
    });
  const testing = await Test.createTestingModule({
    imports: [{ module: PlatformModule, global: true, providers: platform, exports: platform }, ingestion.module],
    providers: [
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_FILTER, useValue: new ProblemFilter(openLogger('silent', 'test')) },
      { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: invalid }) },
    ],
  })
    .overrideProvider(Directory)
    .useValue(directory)
    .overrideProvider(IntakeAppender)
    .useValue(new IntakeAppender(log, clock, limits))
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { bodyParser: false });
  ingestion.configureHttp?.(app);
  await app.init();
  const runner = new LaneRunner({
    service: 'ingestion',
    reactors: ingestion.reactors,
    log,
    database,
    environment: new NoEnvironment(),
    resolve: (token) => app.get(token, { strict: false }),
    now: () => NOW,
    observer: silentObserver,
    decodeIntake: ingestion.decodeIntake!,
    hasInbox: false,
  });
  await runner.start();

  const read = async (topic: string): Promise<LogRecord[]> => {
    const heads = (await log.heads([topic])).get(topic) ?? [];
    const records = await Promise.all(heads.map((head, lane) => log.read(topic, lane, 0, head)));
    return records.flat();
  };
  return {
    app,
    directory,
    database,
    taken: () => read(INTAKE),
    async published(topic) {
      await eventually(async () => {
        const heads = (await log.heads([INTAKE])).get(INTAKE);
        const committed = (await log.committed('ingestion', [INTAKE])).get(INTAKE);
        if (heads?.some((head, lane) => head !== committed?.[lane])) throw new Error('the intake is not read yet');
      });
      return (await read(topic)).flatMap(decodeRecord);
    },
    async close() {
      await runner.stop();
      await app.close();
      await log.close();
    },
  };
}
