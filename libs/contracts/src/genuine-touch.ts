/** What says that nothing has happened (yet), in the words of common CRMs. */
const DID_NOT_HAPPEN = new Set([
  'none',
  'n/a',
  'na',
  'unknown',
  'open',
  'planned',
  'scheduled',
  'not started',
  'queued',
  'cancelled',
  'canceled',
  'rescheduled',
]);

const REACHED = new Set([
  'connected',
  'reached',
  'answered',
  'talked',
  'spoke',
  'conversation',
  'interested',
  'not interested',
  'qualified',
  'call back',
  'callback',
  'meeting booked',
]);

const VOICEMAIL = new Set([
  'voicemail',
  'left voicemail',
  'voice mail',
  'left voice mail',
  'left message',
  'message left',
]);

const BOUNCED = new Set(['bounced', 'bounce', 'hard bounce', 'hard bounced', 'undeliverable']);

const NO_SHOW = new Set(['no show', 'noshow']);

export type LoggedTouch = {
  readonly kind: 'call' | 'email' | 'meeting';
  readonly automated: boolean;
  readonly disposition?: string | undefined;
};

function words(disposition: string | undefined): string {
  return (disposition ?? '').trim().toLowerCase().replaceAll(/[_-]+/g, ' ');
}

/**
 * Whether a human really dealt with the lead: a call with an outcome, an e-mail of one's own, a meeting. A step of a
 * sequence is none, nor is a call that was only planned, nor one of which nobody says how it went.
 */
export function isGenuine({ kind, automated, disposition }: LoggedTouch): boolean {
  if (automated) return false;
  const said = words(disposition);
  if (DID_NOT_HAPPEN.has(said)) return false;
  return kind !== 'call' || said !== '';
}

/** Whether a message was left for somebody who did not take the call. */
export const isVoicemail = (disposition: string | null): boolean => VOICEMAIL.has(words(disposition ?? undefined));

/** Whether a mail came back. */
export const hasBounced = (disposition: string | null): boolean => BOUNCED.has(words(disposition ?? undefined));

/** Whether the two talked: a meeting that took place, or a call that somebody took. */
export function reachedSomebody({ kind, disposition }: Omit<LoggedTouch, 'automated'>): boolean {
  const said = words(disposition);
  if (kind === 'meeting') return !NO_SHOW.has(said);
  return kind === 'call' && REACHED.has(said);
}
