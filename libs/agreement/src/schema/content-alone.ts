import type { AgreementDocument } from './agreement-document.ts';
import type { Contradiction } from './contradiction.ts';
import { modelsOf } from './models-of.ts';
import type { QualificationRule } from './qualification.ts';
import { mostEngagement } from './reach.ts';

/** Reading, listening and clicking: interest, which alone never makes anybody's phone ring. */
const CONTENT_EVENTS: ReadonlySet<string> = new Set([
  'content_downloaded',
  'email_opened',
  'email_clicked',
  'email_delivered',
  'ad_clicked',
  'webinar_registered',
  'webinar_attended',
  'social_engaged',
]);

/** These are content as long as no condition says which page, or which form: a form stands before many a download. */
const CONTENT_UNLESS_TOLD: ReadonlySet<string> = new Set(['page_viewed', 'form_submitted']);

type Concerned = Pick<AgreementDocument, 'qualification' | 'intent' | 'sla' | 'fit' | 'engagement' | 'models'>;

/** Downloads alone never produce a call: every rule whose plan has calls must ask for more than content. */
export function contentAloneContradictions(document: Concerned): Contradiction[] {
  const onContent = new Set(document.intent.signals.filter(isContent).map(({ id }) => id));
  const plans = new Map(document.sla.plans.map((plan) => [plan.id, plan]));
  return document.qualification.rules.flatMap((rule, index) => {
    if (rule.outcome === 'nurture') return [];
    const plan = plans.get(document.sla.priorities[rule.outcome].plan);
    if (plan === undefined || plan.calls.length === 0 || asksForMore(rule, document, onContent)) return [];
    const message =
      `rule "${rule.id}" would have people called on content alone: ask for a raised hand, for an intent signal that is ` +
      'no content, or for several people of the account at a digit that downloads do not reach; or give its priority a plan without calls';
    return [{ path: ['qualification', 'rules', index], message }];
  });
}

function asksForMore({ when }: QualificationRule, document: Concerned, onContent: ReadonlySet<string>): boolean {
  if (when.handRaised === true && !document.intent.handRaisers.some((id) => onContent.has(id))) return true;
  if (when.intent === true && onContent.size === 0) return true;
  if (when.anyOf === undefined) return false;
  return when.anyOf.every((evidence) =>
    'signal' in evidence ? !onContent.has(evidence.signal) : isBeyondDownloads(when, document),
  );
}

/** Three people who downloaded something each are still downloads, unless the digit says that there was more. */
function isBeyondDownloads({ digits, models }: QualificationRule['when'], document: Concerned): boolean {
  if (digits === undefined || digits.includes(4)) return false;
  return modelsOf(document)
    .filter(({ id }) => models === undefined || models.includes(id))
    .every(({ engagement }) => {
      const byDownloads = mostEngagement(engagement, ({ event }) => typesOf(event).includes('content_downloaded'));
      const lowest = Math.max(...digits) as 1 | 2 | 3;
      return byDownloads < engagement.thresholds[`${lowest}`];
    });
}

/** Whether content alone can give the signal. */
function isContent({ event, when }: AgreementDocument['intent']['signals'][number]): boolean {
  return typesOf(event).some(
    (type) => CONTENT_EVENTS.has(type) || (when === undefined && CONTENT_UNLESS_TOLD.has(type)),
  );
}

function typesOf(event: string | readonly string[]): readonly string[] {
  return typeof event === 'string' ? [event] : event;
}
