import { Module } from '@nestjs/common';
import { EventLog, RetellingSource } from '@smarketing/messaging';
import { Clock, FlowProgress, ServiceDatabase } from '@smarketing/service-kit';
import { ClientEventsController } from './client-events.controller.ts';
import { CollectSegmentController } from './collect-segment.controller.ts';
import { IntakeAppender } from './edge/intake-appender.ts';
import { LeadStatements } from './edge/lead-statements.ts';
import { GetSegmentSettingsController } from './get-segment-settings.controller.ts';
import { GetTimelineController } from './get-timeline.controller.ts';
import { PostAnswerController } from './post-answer.controller.ts';
import { PostEventsController } from './post-events.controller.ts';
import { PostNominationController } from './post-nomination.controller.ts';
import { PostObjectionController } from './post-objection.controller.ts';
import { PostTouchController } from './post-touch.controller.ts';
import { Directory } from './store/directory.ts';
import { PostgresDirectory } from './store/postgres-directory.ts';
import { PostgresRetelling } from './store/postgres-retelling.ts';
import { PostgresSetAsideEvents } from './store/postgres-set-aside-events.ts';
import { SetAsideEvents } from './store/set-aside-events.ts';

@Module({
  controllers: [
    CollectSegmentController,
    GetSegmentSettingsController,
    PostEventsController,
    PostAnswerController,
    PostTouchController,
    PostObjectionController,
    PostNominationController,
    GetTimelineController,
    ClientEventsController,
  ],
  providers: [
    {
      provide: IntakeAppender,
      inject: [EventLog, Clock, FlowProgress],
      useFactory: (log: EventLog, clock: Clock, progress: FlowProgress) => {
        const appender = new IntakeAppender(log, clock);
        progress.listen('ingestion', () => {
          const refusal = appender.refusal();
          if (refusal === null) return [];
          const since = new Date(refusal.sinceMs).toISOString();
          return [{ kind: 'intake', because: `the intake refuses events: ${refusal.because}`, since }];
        });
        return appender;
      },
    },
    {
      provide: LeadStatements,
      inject: [IntakeAppender, Clock],
      useFactory: (appender: IntakeAppender, clock: Clock) => new LeadStatements(appender, clock),
    },
    {
      provide: RetellingSource,
      inject: [ServiceDatabase],
      useFactory: ({ schema }: ServiceDatabase) => new PostgresRetelling(schema),
    },
    {
      provide: Directory,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresDirectory(database),
    },
    {
      provide: SetAsideEvents,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresSetAsideEvents(database),
    },
  ],
})
export class IngestionModule {}
