import type { Campaign, JsonValue } from '@smarketing/contracts';

type JsonRecord = Readonly<Record<string, JsonValue>>;

const PARTS = ['source', 'medium', 'name', 'term', 'content'] as const;
const UTM: Readonly<Record<(typeof PARTS)[number], string>> = {
  source: 'utm_source',
  medium: 'utm_medium',
  name: 'utm_campaign',
  term: 'utm_term',
  content: 'utm_content',
};

/** Where a visit came from: `context.campaign`, or else the utm parameters of the page's address. */
export function campaignOf(given: JsonRecord, properties: JsonRecord): Campaign | undefined {
  return stated((part) => given[part]) ?? fromAddress(properties['url'], properties['search']);
}

function fromAddress(url: JsonValue | undefined, search: JsonValue | undefined): Campaign | undefined {
  const query =
    typeof search === 'string' && search !== ''
      ? search
      : typeof url === 'string' && URL.canParse(url)
        ? new URL(url).search
        : '';
  if (!query.includes('utm_')) return undefined;
  const parameters = new URLSearchParams(query);
  return stated((part) => parameters.get(UTM[part]));
}

function stated(read: (part: (typeof PARTS)[number]) => JsonValue | undefined): Campaign | undefined {
  const campaign: { -readonly [K in keyof Campaign]: Campaign[K] } = {};
  for (const part of PARTS) {
    const value = read(part);
    if (typeof value === 'string' && value !== '') campaign[part] = value.slice(0, 500).toWellFormed();
  }
  return Object.keys(campaign).length > 0 ? campaign : undefined;
}
