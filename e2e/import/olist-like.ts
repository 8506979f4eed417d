/** A lead as the public data set of the guide tells it. */
export type OlistLead = {
  readonly id: string;
  /** The day of the first contact, `2018-02-26`. */
  readonly day: string;
  readonly page: string;
  /** Null where nobody recorded it, which the file writes as NaN. */
  readonly origin: string | null;
};

export type OlistDeal = {
  readonly leadId: string;
  readonly sellerId: string;
  /** Wall clock, `2018-02-26 19:58:54`. */
  readonly wonAt: string;
};

export type OlistData = { readonly leads: readonly OlistLead[]; readonly deals: readonly OlistDeal[] };

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2017, 5, 14);
/** First contacts lie within a year, and deals within 150 days of them: all within the example agreement's 540 days. */
const CONTACT_DAYS = 350;
const DAYS_TO_WIN = 150;

const origins = [
  ...['organic_search', 'paid_search', 'social', 'unknown', 'direct_traffic', 'email', 'referral'],
  ...['other', 'display', 'other_publicities', null],
];

const strongPages = [
  'b76ef37428e6799c421989521c0e5077',
  '22c29808c4f815213303f8933030604c',
  '40dec9f3d5259a3d2dbcdab2114fae47',
];
const goodPage = 'ce1a65abd0973638f1c887a6efcfa82d';
const pages = [...strongPages, goodPage, '58326e62183c14b0c03085c33b9fdc44', '007f9098284a86ee80ddeb25d53e0af8'];

/** The same leads for the same seed; the first of them is the one that the guide asks for, and signed up on a strong page. */
export function olistLike(counts: { readonly leads: number; readonly deals: number }, seed: number): OlistData {
  const random = seeded(seed);
  const upTo = (end: number): number => Math.floor(random() * end);
  const hex = (): string => Array.from({ length: 32 }, () => upTo(16).toString(16)).join('');
  const asked = {
    id: 'b3b3f9d84108bc32a2e41264b0497938',
    day: '2018-03-01',
    page: strongPages[0]!,
    origin: origins[0]!,
  };
  const others = Array.from({ length: counts.leads - 1 }, (_, index) => ({
    id: hex(),
    day: new Date(FIRST_DAY_MS + upTo(CONTACT_DAYS) * DAY_MS).toISOString().slice(0, 10),
    page: pages[upTo(pages.length)]!,
    // Each origin is there, also among few leads.
    origin: origins[(index + 1) % origins.length]!,
  }));
  const leads: readonly OlistLead[] = [asked, ...others];
  const every = Math.floor(counts.leads / counts.deals);
  const deals = Array.from({ length: counts.deals }, (_, index) => {
    const { id, day } = leads[index * every]!;
    const wonAtMs = Date.parse(day) + DAY_MS + upTo(DAYS_TO_WIN * 86_400) * 1000;
    return { leadId: id, sellerId: hex(), wonAt: new Date(wonAtMs).toISOString().slice(0, 19).replace('T', ' ') };
  });
  return { leads, deals };
}

export function leadsCsv(leads: readonly OlistLead[]): string {
  const rows = leads.map(({ id, day, page, origin }) => `${id},${day} 00:00:00,${page},${origin ?? 'NaN'}`);
  return `${['mql_id,first_contact_date,landing_page_id,origin', ...rows].join('\n')}\n`;
}

export function dealsCsv(deals: readonly OlistDeal[]): string {
  const header =
    'mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile,has_company,has_gtin,' +
    'average_stock,business_type,declared_product_catalog_size,declared_monthly_revenue';
  const rows = deals.map(
    ({ leadId, sellerId, wonAt }) =>
      `${leadId},${sellerId},an-sdr,a-rep,${wonAt},pet,online_medium,cat,False,False,,reseller,,0.0`,
  );
  return `${[header, ...rows].join('\n')}\n`;
}

/** What the example agreement says of a lead, by the words of its rules and not by its points. */
export function verdictOn({ page, origin }: OlistLead): 'P1' | 'P2' | 'nurture' {
  const isSearch = ['organic_search', 'paid_search', 'direct_traffic'].includes(origin ?? '');
  const isUnknown = origin === null || origin === 'unknown';
  if (strongPages.includes(page)) return isSearch || isUnknown || origin === 'referral' ? 'P1' : 'P2';
  return page === goodPage && (isSearch || isUnknown) ? 'P2' : 'nurture';
}

/** Leads and won of each origin, counted one by one: the key is null where no origin was recorded. */
export function countByOrigin({ leads, deals }: OlistData): Map<string | null, { leads: number; won: number }> {
  const won = new Set(deals.map(({ leadId }) => leadId));
  const counted = new Map<string | null, { leads: number; won: number }>();
  for (const { id, origin } of leads) {
    const group = counted.get(origin) ?? { leads: 0, won: 0 };
    counted.set(origin, { leads: group.leads + 1, won: group.won + (won.has(id) ? 1 : 0) });
  }
  return counted;
}

/** A linear congruential generator with the constants of Numerical Recipes: numbers from 0 to below 1. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
