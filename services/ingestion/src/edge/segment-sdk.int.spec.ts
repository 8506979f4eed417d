import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Analytics } from '@segment/analytics-node';
import { engagementRecorded, profileChanged } from '@smarketing/contracts';
import { openIngestion, WRITE_KEY, type IngestionScene } from '../scene/ingestion-scene.ts';

let scene: IngestionScene;
let url: string;
beforeAll(async () => {
  scene = await openIngestion();
  await scene.app.listen(0, '127.0.0.1');
  url = await scene.app.getUrl();
});
afterAll(() => scene.close());

test("Segment's own client for Node delivers, and what it says becomes a lead", async () => {
  const analytics = new Analytics({ writeKey: WRITE_KEY, host: url, flushAt: 3, flushInterval: 50 });
  const errors: unknown[] = [];
  analytics.on('error', (error) => errors.push(error));
  analytics.identify({
    userId: 'u1',
    traits: { email: 'anna@acme.com', firstName: 'Anna', company: { name: 'Acme', employee_count: 250 } },
  });
  analytics.track({ userId: 'u1', event: 'Content Downloaded', properties: { assetId: 'guide' } });
  analytics.page({
    userId: 'u1',
    name: 'Pricing',
    properties: { path: '/pricing', url: 'https://acme.example/pricing' },
  });
  analytics.group({ userId: 'u1', groupId: 'acme', traits: { industry: 'Logistics' } });
  analytics.alias({ userId: 'u1', previousId: 'b1' });
  analytics.screen({ userId: 'u1', anonymousId: 'b1', name: 'Home' });
  await analytics.closeAndFlush();
  expect(errors).toEqual([]);

  const engagements = await scene.published(engagementRecorded.topic);
  expect(engagements.map(({ data }) => (data as { type: string }).type).sort()).toEqual([
    'content_downloaded',
    'page_viewed',
    'pricing_viewed',
  ]);
  expect(new Set(engagements.map(({ subject }) => subject)).size).toBe(1);
  const profiles = (await scene.published(profileChanged.topic)).filter(({ type }) => type === profileChanged.type);
  const last = profiles.map(({ data }) => data as { version: number }).toSorted((a, b) => b.version - a.version)[0];
  expect(last).toMatchObject({
    ids: { email: 'anna@acme.com', userId: 'u1', anonymousId: 'b1' },
    profile: { firstName: 'Anna', company: 'Acme', headcount: 250, industry: 'Logistics', companyDomain: 'acme.com' },
  });
  expect(scene.database.deadLetters.size).toBe(0);
});
