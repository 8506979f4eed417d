import type { CloudEvent, ServiceName } from '@smarketing/contracts';
import type { Environment } from './environment.ts';
import type { EventLog, LogRecord } from './event-log.ts';
import type { LaneDatabase } from './lane-database.ts';
import type { Reactor, Token } from './reactor.ts';
import type { Announcements } from './rebuild/announcements.ts';
import type { RetellingSource } from './rebuild/retelling-source.ts';
import type { Rest } from './rest-after.ts';
import type { RunnerObserver } from './runner-observer.ts';

/** What a runner is made of. */
export type RunnerParts = {
  readonly service: ServiceName;
  readonly reactors: readonly Reactor[];
  readonly log: EventLog;
  readonly database: LaneDatabase;
  readonly environment: Environment<unknown>;
  readonly resolve: <T>(token: Token<T>) => T;
  /** The process's clock, epoch ms. */
  readonly now: () => number;
  readonly observer: RunnerObserver;
  /** Decodes a record of the intake into an event; throws where it cannot be one. Services without an intake reactor need none. */
  readonly decodeIntake?: (record: LogRecord) => CloudEvent;
  /** Where it is kept what this service has announced; left out where it can tell it again without. */
  readonly announcements?: Announcements;
  /** What it tells again when another service rebuilds. Services that nobody asks need none. */
  readonly retelling?: () => RetellingSource;
  /** True where HTTP handlers of this service decide events of their own: then its inbox is looked at more often. */
  readonly hasInbox: boolean;
  /** How it rests after a batch that was not full; left out: as long as the batch took. */
  readonly rest?: Rest;
};
