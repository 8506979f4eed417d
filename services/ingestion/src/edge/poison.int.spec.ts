import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { INTAKE } from '@smarketing/contracts';
import { MemoryEventLog } from '@smarketing/messaging';
import { openIngestion, type IngestionScene } from '../scene/ingestion-scene.ts';

const log = new MemoryEventLog();
let scene: IngestionScene;
beforeAll(async () => {
  scene = await openIngestion(log);
});
afterAll(() => scene.close());

test('what is produced into the topic and is no statement is set aside, each by itself, and its neighbours are not touched', async () => {
  const good = (id: string): string =>
    JSON.stringify({
      specversion: '1.0',
      id,
      source: 'mautic',
      type: 'email_clicked',
      time: '2026-03-02T11:00:00Z',
      data: { who: { email: `${id}@acme.com` } },
    });
  const poison = [
    '{',
    'null',
    '7',
    '"\\u0000"',
    '[]',
    '{"__proto__":{}}',
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    JSON.stringify({ text: 'x'.repeat(5_000_000) }),
  ];
  const values = poison.flatMap((value, n) => [good(`before-${n}`), value]).concat(good('last'));
  await log.append(values.map((value) => ({ topic: INTAKE, partition: 3, key: 'k', value, headers: {} })));
  const published = await scene.published('smarketing.engagement.v1');
  expect(published).toHaveLength(poison.length + 1);
  const letters = [...scene.database.deadLetters.values()];
  expect(letters.map(({ reason }) => reason)).toEqual(poison.map(() => 'undecodable'));
  expect(letters.every(({ detail }) => detail.length > 0 && detail.length < 1_000)).toBe(true);
});
