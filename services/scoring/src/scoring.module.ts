import { Module } from '@nestjs/common';
import { Clock, InForceEnvironment, ServiceDatabase } from '@smarketing/service-kit';
import { GetLeadScoreController } from './get-lead-score.controller.ts';
import { PreviewAgreementController } from './preview-agreement.controller.ts';
import { LeadScores } from './store/lead-scores.ts';
import { PostgresLeadScores } from './store/postgres-lead-scores.ts';

@Module({
  controllers: [GetLeadScoreController, PreviewAgreementController],
  providers: [
    {
      provide: LeadScores,
      inject: [ServiceDatabase, InForceEnvironment, Clock],
      useFactory: (database: ServiceDatabase, environment: InForceEnvironment, clock: Clock) =>
        new PostgresLeadScores(database, () => environment.newestDue(clock.now())),
    },
  ],
})
export class ScoringModule {}
