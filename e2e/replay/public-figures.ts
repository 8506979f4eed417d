import type { Api } from '../api.ts';

type Page = { readonly items: readonly { readonly id: string }[]; readonly nextCursor: string | null };

/** All that the API shows of leads and reports, by path; scores as they were at one instant. */
export async function publicFigures(api: Api, at: string): Promise<ReadonlyMap<string, unknown>> {
  const figures = new Map<string, unknown>();
  const ids = await leadIds(api);
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
    some.forEach((path, index) => figures.set(path, answers[index]));
  }
  return figures;
}

async function leadIds(api: Api): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await api.get<Page>(`/api/leads?limit=500${cursor === null ? '' : `&cursor=${cursor}`}`);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids.toSorted();
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
