import { Module } from '@nestjs/common';
import { Clock, InForceEnvironment, ServiceDatabase } from '@smarketing/service-kit';
import { GetAccountController } from './get-account.controller.ts';
import { GetLeadScoreController } from './get-lead-score.controller.ts';
import { PreviewAgreementController } from './preview-agreement.controller.ts';
import { AccountScores } from './store/account-scores.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { TestHunchController } from './test-hunch.controller.ts';
import { LeadScores } from './store/lead-scores.ts';
import { PostgresAccountScores } from './store/postgres-account-scores.ts';
import { PostgresLeadScores } from './store/postgres-lead-scores.ts';

@Module({
  controllers: [GetLeadScoreController, GetAccountController, PreviewAgreementController, TestHunchController],
  providers: [
    OneAtATime,
    {
      provide: AccountScores,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresAccountScores(database),
    },
    {
      provide: LeadScores,
      inject: [ServiceDatabase, InForceEnvironment, Clock],
      useFactory: (database: ServiceDatabase, environment: InForceEnvironment, clock: Clock) =>
        new PostgresLeadScores(database, () => environment.newestDue(clock.now())),
    },
  ],
})
export class ScoringModule {}
