import { expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { Clock } from '../clock.ts';
import { AgreementGauge } from './agreement-gauge.ts';

class StandingClock extends Clock {
  now(): number {
    return 10_000;
  }
}

test('a process says the version that all of its services have, and nothing while one has none', async () => {
  const registry = new Registry();
  const gauge = new AgreementGauge(registry, new StandingClock());
  const version = async () => /^smarketing_agreement_version (.*)$/m.exec(await registry.metrics())?.[1];
  expect(await version()).toBeUndefined();
  const versions = { scoring: null as number | null, sla: 3 };
  gauge.watch({ newestDue: () => versions.scoring });
  gauge.watch({ newestDue: () => versions.sla });
  expect(await version()).toBeUndefined();
  versions.scoring = 2;
  expect(await version()).toBe('2');
  versions.scoring = 3;
  expect(await version()).toBe('3');
});
