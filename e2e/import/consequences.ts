import type { Api } from '../api.ts';

/**
 * What was done about leads so far, beyond noting and scoring them: each event that qualified, placed, timed or enrolled
 * somebody. Empty while nobody was routed, no clock runs and nobody is nurtured.
 */
export async function consequences(api: Api): Promise<readonly string[]> {
  const { edges } = await api.flow();
  return edges
    .filter(
      ({ event, from }) =>
        ['routing', 'sla', 'feedback'].includes(from) || event.startsWith('smarketing.lead.qualified.'),
    )
    .filter(({ count }) => count > 0)
    .map(({ event, count, to }) => `${count} ${event} to ${to}`);
}
