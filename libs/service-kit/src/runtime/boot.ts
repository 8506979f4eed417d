import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Module, StandardSchemaValidationPipe, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, ModuleRef, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  AnnouncedRetelling,
  EventLog,
  Environment,
  LaneRunner,
  NoEnvironment,
  topicSpecs,
  type LaneDatabase,
} from '@smarketing/messaging';
import {
  PostgresAnnouncements,
  PostgresDeadLetters,
  PostgresLaneDatabase,
  StartupProblem,
  laneMigrations,
  migrate,
} from '@smarketing/postgres';
import { RateLimiter } from '@smarketing/redis';
import type { Pool } from 'pg';
import { AccessGuard } from '../access/access-guard.ts';
import { Keyring } from '../access/keyring.ts';
import { ACCESS_SCHEMA, accessMigrations } from '../access/store/access-migrations.ts';
import { AccessStore } from '../access/store/access-store.ts';
import { PostgresAccessStore } from '../access/store/postgres-access-store.ts';
import { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { InternalDeadLettersController } from '../dead-letters/internal-dead-letters.controller.ts';
import { LetterBoxes } from '../dead-letters/letter-boxes.ts';
import type { ServiceDefinition } from '../define-service.ts';
import { Broadcasts } from '../environment/broadcasts.ts';
import { InForceEnvironment } from '../environment/in-force-environment.ts';
import { PostgresBroadcasts, broadcastMigrations } from '../environment/postgres-broadcasts.ts';
import { httpServer, type HttpTimes } from '../http/http-server.ts';
import { ProblemFilter } from '../http/problem-filter.ts';
import { Problem } from '../http/problem.ts';
import { takeSoundRequests } from '../http/sound-requests.ts';
import { NestLogger, type Logger } from '../logger.ts';
import { AgreementGauge } from '../metrics/agreement-gauge.ts';
import { registerLaneGauges } from '../metrics/lane-gauges.ts';
import { Metrics } from '../metrics/metrics.ts';
import { OutboxGauge } from '../metrics/outbox-gauge.ts';
import { ServiceDatabase } from '../service-database.ts';
import { FlowProgressController } from './flow-progress.controller.ts';
import { FlowProgress } from './flow-progress.ts';
import { HealthController } from './health.controller.ts';
import { Readiness } from './readiness.ts';
import { RunnerHandle } from './runner-handle.ts';
import { observeRunner } from './runner-observer.ts';
import { RunnerStrategy } from './runner-strategy.ts';
import { Settings } from './settings.ts';

/** What a process has opened before its services start, and closes after they have stopped. */
export type Platform = {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly keyring: Keyring;
  readonly intakeLimit: RateLimiter;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly log: EventLog;
};

export type Booted = {
  readonly app: NestFastifyApplication;
  /** Where it listens. */
  readonly url: string;
  stop(): Promise<void>;
};

/**
 * How long a process that was asked to stop goes on answering, and asks clients to go elsewhere; ms. A connection that is used at all is
 * given back by then; what is closed afterwards is idle.
 */
const LEAVING_MS = 300;

@Module({})
class PlatformModule {}

@Module({})
class RootModule {}

const strategyToken = (service: string): string => `smarketing:runner:${service}`;

/** Brings every service's schema up to date, and that of people and keys, which all have in common; safe to run in many processes at once. */
export async function migrateServices(services: readonly ServiceDefinition[], databaseUrl: string): Promise<void> {
  await migrate(databaseUrl, ACCESS_SCHEMA, accessMigrations);
  for (const service of services) {
    const kept = service.environment === 'in-force' ? broadcastMigrations : [];
    await migrate(databaseUrl, service.name, [...laneMigrations, ...kept, ...service.migrations]);
  }
}

/** Starts services on one HTTP port: schemas, topics, consumers, HTTP, ready; `stop` goes the other way. */
export async function boot(
  services: readonly ServiceDefinition[],
  platform: Platform,
  times: Partial<HttpTimes> = {},
): Promise<Booted> {
  const { config, log, logger } = platform;
  await migrateServices(services, platform.databaseUrl);
  await log.ensureTopics(topicSpecs());
  const readiness = new Readiness();
  const progress = new FlowProgress();
  registerLaneGauges(platform.metrics.registry, progress);
  const boxes = new LetterBoxes(platform.clock);
  const outbox = new OutboxGauge(platform.metrics.registry, platform.clock);
  const agreements = new AgreementGauge(platform.metrics.registry, platform.clock);
  let isLeaving = false;
  const app = await NestFactory.create<NestFastifyApplication>(
    rootModule(services, platform, { readiness, progress, boxes, outbox, agreements }),
    httpServer(times, () => isLeaving),
    {
      logger: new NestLogger(logger),
      abortOnError: false,
      bodyParser: false,
    },
  );
  takeSoundRequests(app.getHttpAdapter().getInstance());
  for (const service of services) service.configureHttp?.(app);
  for (const service of services) {
    app.connectMicroservice({ strategy: app.get<RunnerStrategy>(strategyToken(service.name), { strict: false }) });
  }
  readiness.add('database', async () => {
    await platform.pool.query('SELECT 1');
    return null;
  });
  // A lane that stands still is an alarm (/api/flow, smarketing_lanes_stopped), and no reason to send this process no requests.
  readiness.add('lanes', () => progress.brokenMembership());
  let url: string;
  try {
    await app.init();
    await app.startAllMicroservices();
    url = await listen(app, config);
  } catch (error) {
    await app.close();
    throw error;
  }
  readiness.opened();
  return {
    app,
    url,
    async stop() {
      readiness.closed();
      isLeaving = true;
      await pause(LEAVING_MS);
      await app.close();
    },
  };
}

/** Where it listens. */
async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  const port = config.PORT ?? 4_000;
  try {
    // By Fastify itself: Nest would log the error before we can say it in a sentence.
    return await app
      .getHttpAdapter()
      .getInstance()
      .listen({ port, host: config.HOST ?? '127.0.0.1' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new StartupProblem(
        `Port ${port} is taken by another program: set PORT to a free one, or end that program.`,
      );
    }
    throw error;
  }
}

/** What the services of a process have in common, beside the platform. */
type ProcessParts = {
  readonly readiness: Readiness;
  readonly progress: FlowProgress;
  readonly boxes: LetterBoxes;
  readonly outbox: OutboxGauge;
  readonly agreements: AgreementGauge;
};

function rootModule(services: readonly ServiceDefinition[], platform: Platform, common: ProcessParts): DynamicModule {
  const { readiness, progress, boxes } = common;
  const shared: Provider[] = [
    { provide: Settings, useValue: new Settings(platform.config) },
    { provide: Clock, useValue: platform.clock },
    { provide: EventLog, useValue: platform.log },
    { provide: Keyring, useValue: platform.keyring },
    { provide: AccessStore, useValue: new PostgresAccessStore(platform.pool) },
    { provide: RateLimiter, useValue: platform.intakeLimit },
    { provide: Metrics, useValue: platform.metrics },
    { provide: Readiness, useValue: readiness },
    { provide: FlowProgress, useValue: progress },
    { provide: LetterBoxes, useValue: boxes },
  ];
  return {
    module: RootModule,
    imports: [
      { module: PlatformModule, global: true, providers: shared, exports: shared },
      ...services.map((service) => serviceModule(service, platform, common)),
    ],
    controllers: [HealthController, FlowProgressController, InternalDeadLettersController],
    providers: [
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_FILTER, useValue: new ProblemFilter(platform.logger) },
      { provide: APP_PIPE, useValue: new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }) },
    ],
  };
}

function serviceModule(service: ServiceDefinition, platform: Platform, common: ProcessParts): DynamicModule {
  const { name } = service;
  const { progress, boxes, outbox, agreements } = common;
  const database = new ServiceDatabase(platform.pool, name);
  const lanes: LaneDatabase = new PostgresLaneDatabase({ pool: platform.pool, schema: name });
  const broadcasts = new PostgresBroadcasts(database);
  const inForce = new InForceEnvironment(broadcasts, platform.clock, (version, error) =>
    platform.logger.error({ service: name, version, err: error }, 'a version of the agreement cannot be read here'),
  );
  const environment: Environment<unknown> = service.environment === 'in-force' ? inForce : new NoEnvironment();
  if (service.environment === 'in-force') agreements.watch(inForce);
  const announcements = new PostgresAnnouncements(name);
  const announced = new AnnouncedRetelling(announcements, name);
  let runner: LaneRunner | undefined;
  const strategy: Provider = {
    provide: strategyToken(name),
    inject: [ModuleRef],
    useFactory: (modules: ModuleRef) => {
      const logger = platform.logger.child({ service: name });
      runner = new LaneRunner({
        service: name,
        reactors: service.reactors,
        log: platform.log,
        database: lanes,
        environment,
        resolve: (token) => modules.get(token, { strict: true }),
        now: () => platform.clock.now(),
        observer: observeRunner(name, { metrics: platform.metrics, progress, logger, clock: platform.clock }),
        ...(service.decodeIntake ? { decodeIntake: service.decodeIntake } : {}),
        ...(service.retelling
          ? { retelling: () => modules.get(service.retelling!, { strict: true }) }
          : { announcements, retelling: () => announced }),
        hasInbox: service.hasInbox ?? false,
        ...(service.rest ? { rest: service.rest } : {}),
      });
      progress.watch({
        service: name,
        runner,
        environment,
        inboxWaiting: () => lanes.inboxWaiting(ALL_LANES),
      });
      outbox.watch(runner);
      return new RunnerStrategy(runner);
    },
  };
  boxes.open(name, new PostgresDeadLetters({ pool: platform.pool, schema: name }), () => runner?.poke());
  return {
    module: service.module,
    providers: [
      { provide: ServiceDatabase, useValue: database },
      { provide: Broadcasts, useValue: broadcasts },
      { provide: InForceEnvironment, useValue: inForce },
      { provide: RunnerHandle, useValue: new RunnerHandle(lanes, () => runner?.poke()) },
      strategy,
    ],
    exports: [strategyToken(name)],
  };
}

const ALL_LANES = topicSpecs(['smarketing.intake.v1']).flatMap((spec) =>
  Array.from({ length: spec.partitions }, (_, lane) => lane),
);

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

function invalidRequest(issues: readonly Issue[]): Problem {
  const fields = issues.map(({ path, message }) => ({
    field: (path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
    message,
  }));
  return new Problem(400, 'invalid-request', 'The request is not as it should be; see errors.', { fields });
}
