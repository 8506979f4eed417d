import type { JsonValue, ScorableEvent } from '@smarketing/agreement';

/** What an event tells of one mail: that it arrived, or that a link of it was followed. */
export type MailSign = {
  readonly messageId: string;
  readonly kind: 'delivered' | 'click' | 'visit';
  /** Which link was followed; null: not said. */
  readonly link: string | null;
  /** A link that no human sees. */
  readonly hidden: boolean;
};

const KINDS: Readonly<Record<string, MailSign['kind']>> = {
  email_delivered: 'delivered',
  email_clicked: 'click',
  content_downloaded: 'visit',
  page_viewed: 'visit',
  pricing_viewed: 'visit',
};
/** Names that mail services use. */
const MESSAGE = ['messageId', 'message_id', 'emailId', 'email_id', 'sg_message_id'];
const LINK = ['link', 'linkUrl', 'link_url', 'url', 'href', 'linkId', 'link_id'];
const HIDDEN = ['hiddenLink', 'hidden_link', 'hidden', 'honeypot'];
const LONGEST_ID = 500;

/** Null for what belongs to no mail. */
export function mailSignOf({ type, properties }: Pick<ScorableEvent, 'type' | 'properties'>): MailSign | null {
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined || properties === undefined) return null;
  const messageId = textOf(properties, MESSAGE);
  if (messageId === null) return null;
  const hidden = HIDDEN.some((name) => Object.hasOwn(properties, name) && isTrue(properties[name]));
  return { messageId, kind, link: textOf(properties, LINK), hidden: kind !== 'delivered' && hidden };
}

function textOf(properties: Readonly<Record<string, JsonValue>>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string' && value !== '') return value.slice(0, LONGEST_ID);
  }
  return null;
}

function isTrue(value: JsonValue | undefined): boolean {
  return value === true || value === 'true';
}
