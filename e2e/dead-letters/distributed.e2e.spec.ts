import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { KafkaEventLog } from '@smarketing/kafka';
import { eventually } from '@smarketing/testing';
import { smarketing, smarketingJson } from '../import/command-line.ts';
import { startInstallation, type Installation } from '../installation.ts';
import { foreignDeal, READERS } from './foreign-deal.ts';

let installation: Installation;
let log: KafkaEventLog;

beforeAll(async () => {
  installation = await startInstallation('distributed');
  const brokers = installation.servers!.direct.KAFKA_BROKERS.split(',');
  log = await KafkaEventLog.open({ brokers, clientId: 'elsewhere', log: () => undefined });
}, 180_000);

afterAll(async () => {
  await log?.close();
  await installation?.remove();
}, 60_000);

it('the letters of all processes are one list, and each is decided where its lane is', async () => {
  const { api } = installation;
  await foreignDeal(api, log, 'ana@foreign.example', 'deal-1');
  await eventually(
    async () => {
      const { items } = await smarketingJson<{ items: { service: string }[] }>(installation, 'dead-letters', 'list');
      expect(items.map(({ service }) => service).toSorted()).toEqual(READERS);
    },
    { withinMs: 30_000 },
  );
  const { code, stdout, stderr } = await smarketing(installation, 'dead-letters', 'replay', '--all');
  expect([code, stdout.match(/: applied$/gm), stderr]).toEqual([0, Array(READERS.length).fill(': applied'), '']);
  await api.idle();
  expect(await api.get('/api/reports/funnel?by=source')).toMatchObject({ leads: 1, won: 1 });
  const clients = await smarketing(installation, 'dead-letters', 'list', '--client-events');
  expect([clients.code, clients.stdout]).toEqual([0, 'All that clients sent counts, or is in the dead letters.\n']);
}, 120_000);
