import { Module } from '@nestjs/common';
import { ServiceDatabase } from '@smarketing/service-kit';
import { GetFunnelController } from './get-funnel.controller.ts';
import { GetObjectionsController } from './get-objections.controller.ts';
import { FeedbackLeads } from './store/feedback-leads.ts';
import { PostgresFeedbackLeads } from './store/postgres-feedback-leads.ts';

@Module({
  controllers: [GetFunnelController, GetObjectionsController],
  providers: [
    {
      provide: FeedbackLeads,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresFeedbackLeads(database),
    },
  ],
})
export class FeedbackModule {}
