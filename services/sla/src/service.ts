import { defineService } from '@smarketing/service-kit';
import { onAgreement } from './on-agreement.ts';
import { onAnswer } from './on-answer.ts';
import { onConsent } from './on-consent.ts';
import { onDealLost, onDealOpened, onDealWon } from './on-deal.ts';
import { onProfile } from './on-profile.ts';
import { onRep } from './on-rep.ts';
import { onProposed, onRerouted, onRouted } from './on-routed.ts';
import { onTouch } from './on-touch.ts';
import { SlaModule } from './sla.module.ts';
import { slaMigrations } from './store/migrations.ts';
import { whenClockDue } from './when-clock-due.ts';

/** What each side owes the other, in business time: clocks, attempt plans, and the judgement of answers. */
export const sla = defineService({
  name: 'sla',
  module: SlaModule,
  environment: 'in-force',
  // Clocks start at the instant that an event names, whenever it is read; and the shortest is of minutes.
  rest: { leastMs: 100 },
  migrations: slaMigrations,
  reactors: [
    onRouted,
    onRerouted,
    onProposed,
    onTouch,
    onAnswer,
    onDealOpened,
    onDealWon,
    onDealLost,
    onConsent,
    onProfile,
    onAgreement,
    onRep,
    whenClockDue,
  ],
});
