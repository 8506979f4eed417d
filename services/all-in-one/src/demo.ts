import { askApi } from './ask-api.ts';
import type { Credentials } from './credentials.ts';

/** Who takes the leads of the demo. */
export const DEMO_REPS = {
  'rosa-lindqvist': { name: 'Rosa Lindqvist', email: 'rosa.lindqvist@example.com', languages: ['en', 'sv'] },
  'tomas-achterberg': { name: 'Tomas Achterberg', email: 'tomas.achterberg@example.com', languages: ['en', 'de'] },
} as const;

/** What the demo's prospects read. */
export const DEMO_CONTENT = {
  'late-deliveries-guide': {
    title: 'Where late deliveries begin',
    type: 'guide',
    topic: 'late deliveries',
    pain: 'The supplier delivers late',
    stage: 'aware',
  },
  'carrier-comparison': {
    title: 'Six carriers compared',
    type: 'comparison',
    topic: 'choosing a carrier',
    pain: 'Nobody knows which carrier keeps its word',
    stage: 'considering',
  },
  'northwind-case': {
    title: 'How Northwind halved its penalties',
    type: 'case_study',
    topic: 'late deliveries',
    pain: 'Penalties for late deliveries',
    stage: 'deciding',
  },
} as const;

/** Gives a new installation two reps and three pieces of content. Leaves one alone that has reps already. */
export async function seedDemo(url: string, { apiKey }: Credentials): Promise<void> {
  const api = { url, apiKey };
  const { items } = (await askApi(api, 'GET', '/api/reps')) as { items: unknown[] };
  if (items.length > 0) return;
  for (const [id, rep] of Object.entries(DEMO_REPS)) await askApi(api, 'PUT', `/api/reps/${id}`, rep);
  for (const [id, content] of Object.entries(DEMO_CONTENT)) await askApi(api, 'PUT', `/api/content/${id}`, content);
}
