import type { JsonValue } from '@smarketing/contracts';
import { snakeCase } from '../event-type.ts';

/** Event names of Segment's own specifications whose words are not those of the catalogue. */
const CATALOGUE_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    asset_downloaded: 'content_downloaded',
    ebook_downloaded: 'content_downloaded',
    whitepaper_downloaded: 'content_downloaded',
    file_downloaded: 'content_downloaded',
    page_viewed: 'page_viewed',
    pricing_page_viewed: 'pricing_viewed',
    email_link_clicked: 'email_clicked',
    unsubscribed: 'email_unsubscribed',
    live_chat_conversation_started: 'chat_started',
    form_submit: 'form_submitted',
    demo_request: 'demo_requested',
    call_booked: 'meeting_booked',
  }),
);

/** `Content Downloaded` → `content_downloaded`; a name that the catalogue does not know stays, in snake case. */
export function trackedType(event: string): string {
  const name = snakeCase(event);
  return CATALOGUE_NAMES.get(name) ?? name;
}

/** A page whose path speaks of pricing is more than a page. */
export function pageType(properties: Readonly<Record<string, JsonValue>>): string {
  const path = properties['path'] ?? pathOf(properties['url']);
  return typeof path === 'string' && path.toLowerCase().includes('pricing') ? 'pricing_viewed' : 'page_viewed';
}

function pathOf(url: JsonValue | undefined): string | undefined {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).pathname : undefined;
}
