import { RetellingSource } from '@smarketing/messaging';
import { defineService } from '@smarketing/service-kit';
import { decodeIntake } from './decode-intake.ts';
import { configureIntake } from './edge/configure-intake.ts';
import { IngestionModule } from './ingestion.module.ts';
import { onIntake } from './on-intake.ts';
import { migrations } from './store/migrations.ts';

export const ingestion = defineService({
  name: 'ingestion',
  module: IngestionModule,
  reactors: [onIntake],
  migrations,
  environment: 'none',
  decodeIntake,
  retelling: RetellingSource,
  configureHttp: configureIntake,
});
