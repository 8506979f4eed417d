import { consentChanged } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { decided, momentOf } from './decide-on-lead.ts';
import { hasObjected } from './domain/has-objected.ts';
import { withNote } from './domain/lead-score.ts';
import { refolded } from './domain/take-evidence.ts';
import { takeConsent } from './domain/take-snapshot.ts';
import { weigh } from './domain/weigh.ts';
import { LeadScores } from './store/lead-scores.ts';

const { onEvent } = reactorsIn<InForce>();

/** An objection to profiling stops the scoring, and its withdrawal starts it again; other consents are for those who contact. */
export const onConsent = onEvent({
  name: 'on-consent',
  on: [consentChanged],
  state: LeadScores,
  decide: (lead, { subject, receivedat, data }, context) => {
    if (data.version <= lead.heard.consent) return {};
    const objected = hasObjected(data.consent);
    const taken = { ...takeConsent(lead, data), heard: { ...lead.heard, consent: data.version, objected } };
    const state = objected && !lead.heard.objected ? withNote(taken, { kind: 'withdrawn' }) : taken;
    if (lead.pending === null && objected === lead.heard.objected) return { state };
    const moment = momentOf(subject, context, { receivedAt: receivedat });
    return decided(weigh(state, 'statement', moment), moment);
  },
  retold: (lead, { data }, { environment: { agreement } }) => {
    const taken = takeConsent(lead, data);
    return taken === lead ? lead : refolded(taken, agreement);
  },
});
