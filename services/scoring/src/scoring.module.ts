import { Logger, Module } from '@nestjs/common';
import { Clock, InForceEnvironment, Metrics, ServiceDatabase } from '@smarketing/service-kit';
import { GetAccountController } from './get-account.controller.ts';
import { GetLeadScoreController } from './get-lead-score.controller.ts';
import { GetModelController } from './get-model.controller.ts';
import { ThreadLearner } from './prediction/learner.ts';
import { LiveModel } from './prediction/live-model.ts';
import { ModelGauges } from './prediction/model-gauges.ts';
import { PreviewAgreementController } from './preview-agreement.controller.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { TestHunchController } from './test-hunch.controller.ts';
import { AccountScores } from './store/account-scores.ts';
import { ConversionModels } from './store/conversion-models.ts';
import { LeadScores } from './store/lead-scores.ts';
import { PostgresAccountScores } from './store/postgres-account-scores.ts';
import { PostgresConversionModels } from './store/postgres-conversion-models.ts';
import { carryingIn } from './store/carrying-in.ts';
import { PostgresLeadScores } from './store/postgres-lead-scores.ts';
import { PostgresRulesDays } from './store/postgres-rules-days.ts';
import { RulesDays } from './store/rules-days.ts';

@Module({
  controllers: [
    GetLeadScoreController,
    GetAccountController,
    GetModelController,
    PreviewAgreementController,
    TestHunchController,
  ],
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
        new PostgresLeadScores(database, () => environment.newestDue(clock.now()), carryingIn(environment)),
    },
    {
      provide: RulesDays,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresRulesDays(database),
    },
    {
      provide: ConversionModels,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresConversionModels(database),
    },
    {
      provide: LiveModel,
      inject: [ConversionModels, Clock],
      useFactory: (models: ConversionModels, clock: Clock) =>
        new LiveModel({ models, learner: new ThreadLearner(), clock, logger: new Logger('scoring') }),
    },
    {
      provide: ModelGauges,
      inject: [Metrics, LiveModel],
      useFactory: (metrics: Metrics, live: LiveModel) => new ModelGauges(metrics, live),
    },
  ],
})
export class ScoringModule {}
