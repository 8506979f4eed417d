import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@smarketing/testing';
import { startInstallation, type Installation } from '../installation.ts';
import { shortAgreement } from '../loop/short-agreement.ts';

/** Those that decide under an agreement; ingestion and the agreement's own service decide under none. */
const DECIDING = ['scoring', 'routing', 'sla', 'feedback', 'console'];

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation('distributed');
}, 180_000);
afterAll(async () => {
  await installation?.remove();
}, 60_000);

/** What every process says of itself, the services in order. */
async function versions(): Promise<(readonly [string, number | null])[]> {
  const found = installation.pids.map(async ({ service, url }) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const version = /^smarketing_agreement_version (\d+)$/m.exec(text)?.[1];
    return [service, version === undefined ? null : Number(version)] as const;
  });
  return (await Promise.all(found)).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

test('an activation reaches every service and every replica, and each says so', async () => {
  const services = installation.pids.map(({ service }) => service).toSorted();
  for (const service of DECIDING) expect(services).toContain(service);
  // Scoring has replicas as it is started by default.
  expect(services.filter((service) => service === 'scoring').length).toBeGreaterThan(1);
  const saying = (version: number) =>
    services.map((service) => [service, DECIDING.includes(service) ? version : null] as const);
  await eventually(async () => expect(await versions()).toEqual(saying(0)), { withinMs: 30_000 });
  for (const rung of ['watch', 'enforce'] as const) {
    const version = await installation.api.activate(shortAgreement(60, rung));
    await eventually(async () => expect(await versions()).toEqual(saying(version)), { withinMs: 30_000 });
  }
}, 120_000);
