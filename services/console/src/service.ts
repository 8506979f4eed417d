import { defineService } from '@smarketing/service-kit';
import { ConsoleModule } from './console.module.ts';
import { configureGateway } from './gateway/configure-gateway.ts';
import { onAgreement } from './on-agreement.ts';
import { onNurture } from './on-nurture.ts';
import { onProfile } from './on-profile.ts';
import { onRep } from './on-rep.ts';
import { onRouting } from './on-routing.ts';
import { onSales } from './on-sales.ts';
import { onScore } from './on-score.ts';
import { onSla } from './on-sla.ts';
import { consoleMigrations } from './store/migrations.ts';

/** What people see: every lead as all services together tell of it, the live stream, and one origin for all routes. */
export const consoleService = defineService({
  name: 'console',
  module: ConsoleModule,
  reactors: [...onProfile, ...onScore, ...onRouting, ...onSla, ...onSales, ...onNurture, onAgreement, onRep],
  migrations: consoleMigrations,
  environment: 'in-force',
  hasInbox: true,
  // Who looks at a page does not see a quarter of a second.
  rest: { leastMs: 250 },
  configureHttp: configureGateway,
});
