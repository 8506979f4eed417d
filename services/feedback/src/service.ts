import { defineService } from '@smarketing/service-kit';
import { FeedbackModule } from './feedback.module.ts';
import { onAgreement } from './on-agreement.ts';
import { onAnswer } from './on-answer.ts';
import { onBreached, onBreachWithdrawn } from './on-breach.ts';
import { onClockMet } from './on-clock-met.ts';
import { onConsent } from './on-consent.ts';
import { onDealChanged, onDealLost, onDealOpened, onDealWon } from './on-deal.ts';
import { onEngagement } from './on-engagement.ts';
import { onIdentified } from './on-identified.ts';
import { onObjection } from './on-objection.ts';
import { onProfile } from './on-profile.ts';
import { onQualified } from './on-qualified.ts';
import { onRouted } from './on-routed.ts';
import { onScored } from './on-scored.ts';
import { onTouch } from './on-touch.ts';
import { feedbackMigrations } from './store/migrations.ts';
import { whenNurtureStepDue } from './when-nurture-step-due.ts';

/** What became of each lead, what follows from it, and what it says about the agreement. */
export const feedback = defineService({
  name: 'feedback',
  module: FeedbackModule,
  environment: 'in-force',
  // Reports and nurture tracks count in days.
  rest: { leastMs: 250 },
  migrations: feedbackMigrations,
  reactors: [
    onIdentified,
    onEngagement,
    onProfile,
    onConsent,
    onScored,
    onQualified,
    onRouted,
    onTouch,
    onAnswer,
    onObjection,
    onDealOpened,
    onDealChanged,
    onDealWon,
    onDealLost,
    onBreached,
    onBreachWithdrawn,
    onClockMet,
    onAgreement,
    whenNurtureStepDue,
  ],
});
