import type { Api } from '../api.ts';

type Listed = { readonly id: string; readonly email: string | null };
type Page = { readonly items: readonly Listed[]; readonly nextCursor: string | null };

/** All that the API shows of leads and reports, by path; scores as they were at one instant. */
export async function publicFigures(api: Api, at: string): Promise<ReadonlyMap<string, unknown>> {
  const figures = new Map<string, unknown>();
  const leads = await listed(api);
  const ids = leads.map(({ id }) => id);
  figures.set('leads', ids);
  const paths = [
    '/api/leads/counts',
    ...['source', 'campaign', 'persona', 'asset', 'cohort'].map((by) => `/api/reports/funnel?by=${by}`),
    '/api/reports/objections',
    ...ids.flatMap((id) => [
      `/api/leads/${id}`,
      `/api/leads/${id}/score?at=${encodeURIComponent(at)}`,
      `/api/leads/${id}/timeline?limit=200`,
      `/api/leads/${id}/routing`,
      `/api/leads/${id}/sla`,
    ]),
  ];
  for (let first = 0; first < paths.length; first += 8) {
    const some = paths.slice(first, first + 8);
    const answers = await Promise.all(some.map((path) => api.call('GET', path)));
    some.forEach((path, index) => figures.set(path, apartFromOutcomes(answers[index]!)));
  }
  for (const domain of new Set(leads.map(({ email }) => email?.split('@')[1]))) {
    if (domain === undefined) continue;
    const { status, body } = await api.call('GET', `/api/accounts/${encodeURIComponent(domain)}`);
    // A company is told as it is now.
    figures.set(`/api/accounts/${domain}`, { status, body: { ...body, scoredAt: null } });
  }
  return figures;
}

/** How many outcomes the model knows of is looked up once in a while, and is nothing of the lead's. */
function apartFromOutcomes({ status, body }: Awaited<ReturnType<Api['call']>>) {
  return { status, body: 'probabilityWords' in body ? { ...body, probabilityWords: null } : body };
}

async function listed(api: Api): Promise<readonly Listed[]> {
  const leads: Listed[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await api.get<Page>(`/api/leads?limit=500${cursor === null ? '' : `&cursor=${cursor}`}`);
    leads.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return leads.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** What differs, as `path: before → after`, the first few; empty where nothing does. */
export function differences(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths
    .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
    .slice(0, 5)
    .map((path) => `${path}:\n  ${JSON.stringify(before.get(path))}\n  ${JSON.stringify(after.get(path))}`);
}
