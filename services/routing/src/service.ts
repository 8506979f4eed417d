import { defineService } from '@smarketing/service-kit';
import { onAgreement } from './on-agreement.ts';
import { onAnswer } from './on-answer.ts';
import { onConsent } from './on-consent.ts';
import { onDealLost, onDealWon } from './on-deal.ts';
import { onEscalated } from './on-escalated.ts';
import { onProfile } from './on-profile.ts';
import { onQualified } from './on-qualified.ts';
import { onRecycled } from './on-recycled.ts';
import { onRep } from './on-rep.ts';
import { onTouch } from './on-touch.ts';
import { RoutingModule } from './routing.module.ts';
import { routingMigrations } from './store/migrations.ts';
import { whenHeldDue } from './when-held-due.ts';

/** Who calls: gives every qualified lead an owner with the whole story, or a reason why it has none. */
export const routing = defineService({
  name: 'routing',
  module: RoutingModule,
  environment: 'in-force',
  // Whoever reads what it says rests of its own accord.
  rest: { share: 0 },
  migrations: routingMigrations,
  reactors: [
    onQualified,
    onEscalated,
    onAnswer,
    onTouch,
    onDealWon,
    onDealLost,
    onRecycled,
    onProfile,
    onConsent,
    onAgreement,
    onRep,
    whenHeldDue,
  ],
});
