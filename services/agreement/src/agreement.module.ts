import { Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ServiceDatabase } from '@smarketing/service-kit';
import { AuditController } from './audit.controller.ts';
import { AgreementCommands } from './commands.ts';
import { ContentController } from './content.controller.ts';
import { GetAgreementsController } from './get-agreements.controller.ts';
import { PostAgreementController } from './post-agreement.controller.ts';
import { ProposalCommands } from './proposal-commands.ts';
import { ProposalsController } from './proposals.controller.ts';
import { RepsController } from './reps.controller.ts';
import { AgreementStore } from './store/agreement-store.ts';
import { PostgresAgreementStore } from './store/postgres-agreement-store.ts';

@Module({
  controllers: [
    ProposalsController,
    AuditController,
    GetAgreementsController,
    PostAgreementController,
    RepsController,
    ContentController,
  ],
  providers: [
    AgreementCommands,
    ProposalCommands,
    {
      provide: AgreementStore,
      inject: [ServiceDatabase],
      useFactory: (database: ServiceDatabase) => new PostgresAgreementStore(database),
    },
  ],
})
export class AgreementModule implements OnApplicationBootstrap {
  constructor(@Inject(AgreementCommands) private readonly commands: AgreementCommands) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.commands.shipDefault();
  }
}
