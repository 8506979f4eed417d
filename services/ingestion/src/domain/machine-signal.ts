import type { JsonValue } from '@smarketing/contracts';
import { isbot } from 'isbot';

/** Why something was no human's doing, as far as one event tells by itself. */
export type MachineReason = 'stated' | 'privacy-proxy' | 'known-agent' | 'auto-reply';

type Properties = Readonly<Record<string, JsonValue>>;

/**
 * What a robot does by merely fetching addresses. Forms, requests and replies are not among them: whatever program relays
 * them, a person is behind, and a raised hand is never lost to a guess.
 */
const FETCHED: ReadonlySet<string> = new Set([
  'ad_clicked',
  'content_downloaded',
  'email_clicked',
  'email_opened',
  'email_unsubscribed',
  'page_viewed',
  'pricing_viewed',
  'review_site_visited',
]);

/** Under these names mail services say that a program, and nobody, opened or clicked. */
const STATED = [
  'machine',
  'machineOpen',
  'machine_open',
  'machineClick',
  'machine_click',
  'sg_machine_open',
  'prefetched',
  'isBot',
  'is_bot',
  'bot',
];
const YES: ReadonlySet<string> = new Set(['1', 'true', 'yes']);
/** Under this name some say which robot it was. */
const NAMES_IT = 'bot';
const NO: ReadonlySet<string> = new Set(['', '0', 'false', 'no', 'none', 'null']);

/**
 * What programs call themselves that fetch by themselves. Others only pass on what somebody did: a server of ours that reports an
 * unsubscription, or the mail service in which somebody pressed its button (RFC 8058).
 */
const FETCHER = /bot|crawl|spider|scan|preview|headless|phantom/i;

/** Mail filters that `isbot` does not know: they follow the links of each mail that comes in. */
const MAIL_FILTERS = [
  'barracuda',
  'mimecast',
  'proofpoint',
  'safelinks',
  'fortimail',
  'symantec',
  'trendmicro',
  'ironport',
];

const AUTO_REPLIES = ['autoReply', 'auto_reply', 'isAutoReply', 'is_auto_reply', 'automated'];
const AUTO_SUBJECT =
  /^(?:automatic reply|auto[- ]?reply|autoreply|out of (?:the )?office|abwesend|automatische antwort|réponse automatique|respuesta automática|risposta automatica|resposta automática)/i;

const LONGEST_AGENT = 1_000;

/** Null where it may have been a human. Which of several events were made by robots together is for scoring to find out. */
export function machineSignalOf(type: string, properties: Properties = {}): MachineReason | null {
  if (type === 'email_replied') return isAutoReply(properties) ? 'auto-reply' : null;
  if (!FETCHED.has(type)) return null;
  if (STATED.some((name) => says(properties, name))) return 'stated';
  const agent = text(properties, 'userAgent', 'user_agent', 'useragent').slice(0, LONGEST_AGENT);
  // Apple's mail privacy opens every mail by itself, and calls itself nothing else.
  if (type === 'email_opened' && agent === 'Mozilla/5.0') return 'privacy-proxy';
  if (agent === '') return null;
  // A person's objection is never lost to a guess either.
  const isKnown = type === 'email_unsubscribed' ? isFetcher(agent) : isRobot(agent);
  return isKnown ? 'known-agent' : null;
}

const isFetcher = (agent: string): boolean => isRobot(agent) && (FETCHER.test(agent) || isMailFilter(agent));

function isMailFilter(agent: string): boolean {
  const lower = agent.toLowerCase();
  return MAIL_FILTERS.some((name) => lower.includes(name));
}

/** What was told of agents: they are few, and each is looked at with hundreds of patterns. The oldest is forgotten first. */
const told = new Map<string, boolean>();
const MOST_TOLD = 1_000;
const LONGEST_TOLD = 400;

function isRobot(agent: string): boolean {
  if (agent.length > LONGEST_TOLD) return looksLikeRobot(agent);
  const known = told.get(agent);
  if (known !== undefined) return known;
  const found = looksLikeRobot(agent);
  if (told.size >= MOST_TOLD) told.delete(told.keys().next().value!);
  told.set(agent, found);
  return found;
}

function looksLikeRobot(agent: string): boolean {
  // It loads the pictures of a mail when somebody reads it.
  if (agent.toLowerCase().includes('googleimageproxy')) return false;
  return isbot(agent) || isMailFilter(agent);
}

/** RFC 3834 has mail programs say so in `Auto-Submitted`; older ones say it in `Precedence`, or in the subject alone. */
function isAutoReply(properties: Properties): boolean {
  const submitted = text(properties, 'autoSubmitted', 'auto_submitted', 'auto-submitted').toLowerCase();
  const precedence = text(properties, 'precedence').toLowerCase();
  return (
    AUTO_REPLIES.some((name) => says(properties, name)) ||
    (submitted !== '' && submitted !== 'no') ||
    ['auto_reply', 'bulk', 'junk'].includes(precedence) ||
    AUTO_SUBJECT.test(text(properties, 'subject'))
  );
}

function says(properties: Properties, name: string): boolean {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (typeof value !== 'string') return value === true;
  const said = value.trim().toLowerCase();
  return name === NAMES_IT ? !NO.has(said) : YES.has(said);
}

function text(properties: Properties, ...names: readonly string[]): string {
  for (const name of names) {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (typeof value === 'string') return value.trim();
  }
  return '';
}
