import { Logger, Module } from '@nestjs/common';
import { EventLog } from '@smarketing/messaging';
import {
  AccessCommands,
  AccessStore,
  Clock,
  FlowProgress,
  LetterBoxes,
  Metrics,
  ServiceDatabase,
  Settings,
} from '@smarketing/service-kit';
import { CountLeadsController } from './count-leads.controller.ts';
import { DeadLettersController } from './dead-letters.controller.ts';
import { ConsoleGauges } from './flow/console-gauges.ts';
import { Processes } from './flow/processes.ts';
import { LetterOffices } from './gateway/letter-offices.ts';
import { GetFlowController } from './get-flow.controller.ts';
import { GetLeadController } from './get-lead.controller.ts';
import { GetLiveController } from './get-live.controller.ts';
import { GetMeController } from './get-me.controller.ts';
import { KeysController } from './keys.controller.ts';
import { ListLeadsController } from './list-leads.controller.ts';
import { ListReplaysController } from './list-replays.controller.ts';
import { LiveTail } from './live/live-tail.ts';
import { PeopleController } from './people.controller.ts';
import { PostReplayController } from './post-replay.controller.ts';
import { LeadViews } from './store/lead-views.ts';
import { PostgresLeadViews } from './store/postgres-lead-views.ts';

@Module({
  // Fixed paths before those with a parameter.
  controllers: [
    ListLeadsController,
    CountLeadsController,
    GetLeadController,
    GetLiveController,
    GetFlowController,
    ListReplaysController,
    PostReplayController,
    DeadLettersController,
    GetMeController,
    KeysController,
    PeopleController,
  ],
  providers: [
    {
      provide: LeadViews,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresLeadViews(database),
    },
    {
      provide: AccessCommands,
      inject: [AccessStore, Clock],
      useFactory: (store: AccessStore, clock: Clock) => new AccessCommands(store, clock),
    },
    {
      provide: Processes,
      inject: [FlowProgress, Settings],
      useFactory: (local: FlowProgress, settings: Settings) => new Processes(local, settings),
    },
    {
      provide: LetterOffices,
      inject: [LetterBoxes, Settings],
      useFactory: (boxes: LetterBoxes, settings: Settings) => new LetterOffices(boxes, settings),
    },
    {
      provide: LiveTail,
      inject: [EventLog],
      useFactory: (log: EventLog) => {
        const logger = new Logger('console');
        return new LiveTail(log, (error, what) => logger.warn(`${what}: ${String(error)}`));
      },
    },
    {
      provide: ConsoleGauges,
      inject: [Metrics, EventLog],
      useFactory: (metrics: Metrics, log: EventLog) => new ConsoleGauges({ metrics, log }),
    },
  ],
})
export class ConsoleModule {}
