import { defineService } from '@smarketing/service-kit';
import { AgreementModule } from './agreement.module.ts';
import { agreementMigrations } from './store/migrations.ts';

/** Documents, versions and reference data: decided in HTTP handlers, published through the inbox, so it reacts to nothing. */
export const agreement = defineService({
  name: 'agreement',
  module: AgreementModule,
  reactors: [],
  migrations: agreementMigrations,
  environment: 'none',
  hasInbox: true,
});
