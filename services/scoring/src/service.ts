import { defineService } from '@smarketing/service-kit';
import { onAccountSignalled } from './on-account-signalled.ts';
import { onAgreement } from './on-agreement.ts';
import { onAnswer } from './on-answer.ts';
import { onConsent } from './on-consent.ts';
import { onContactContributed } from './on-contact-contributed.ts';
import { onContent } from './on-content.ts';
import { onDealLost, onDealOpened, onDealWon } from './on-deal.ts';
import { onEngagement } from './on-engagement.ts';
import { onNominated } from './on-nominated.ts';
import { onProfile } from './on-profile.ts';
import { onRecycled } from './on-recycled.ts';
import { onTouch } from './on-touch.ts';
import { onRep } from './on-rep.ts';
import { ScoringModule } from './scoring.module.ts';
import { scoringMigrations } from './store/migrations.ts';
import { whenAgreementAdopted } from './when-agreement-adopted.ts';
import { whenRecheckDue } from './when-recheck-due.ts';

/** What a lead is worth under the agreement, why, and when it meets the definition. */
export const scoring = defineService({
  name: 'scoring',
  module: ScoringModule,
  environment: 'in-force',
  // Leads that qualify wait for it; of what it says, most is read by services that rest of their own accord.
  rest: { share: 0.25 },
  migrations: scoringMigrations,
  reactors: [
    onEngagement,
    onProfile,
    onConsent,
    onRecycled,
    onAnswer,
    onDealOpened,
    onDealWon,
    onDealLost,
    onNominated,
    onTouch,
    onContactContributed,
    onAccountSignalled,
    onAgreement,
    onContent,
    onRep,
    whenRecheckDue,
    whenAgreementAdopted,
  ],
});
