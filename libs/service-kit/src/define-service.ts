import type { CloudEvent, ServiceName } from '@smarketing/contracts';
import type { LogRecord, Reactor, Rest, RetellingSource, Token } from '@smarketing/messaging';
import type { Migration } from '@smarketing/postgres';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** A service, as a value: what it reacts to, what it answers, what it stores. */
export type ServiceDefinition = {
  readonly name: ServiceName;
  /** Its Nest module: ports bound to adapters, and controllers. */
  readonly module: Type;
  readonly reactors: readonly Reactor[];
  readonly migrations: readonly Migration[];
  /** `in-force`: its decisions read the agreement and the reference data; its lanes wait until there is an agreement. */
  readonly environment: 'in-force' | 'none';
  /** True where its HTTP handlers decide events of their own: then its inbox is looked at more often. */
  readonly hasInbox?: boolean;
  /** How it rests after a batch that was not full; left out: as long as the batch took. */
  readonly rest?: Rest;
  /** Decodes a record of the intake; only the service that reads it has one. */
  readonly decodeIntake?: (record: LogRecord) => CloudEvent;
  /**
   * What it tells again when another service is rebuilt, where it holds that for true itself. Left out: what it has announced is
   * kept by the runner and told again.
   */
  readonly retelling?: Token<RetellingSource>;
  /** Content parsers and the like, before any route exists. */
  readonly configureHttp?: (app: NestFastifyApplication) => void;
};

export function defineService(definition: ServiceDefinition): ServiceDefinition {
  return definition;
}
