import { afterAll, afterEach, beforeAll, beforeEach, describe } from '@jest/globals';
import { appendingContract } from './contract/appending.contract.ts';
import { deliveryContract } from './contract/delivery.contract.ts';
import { type LossyHarness, LogScene } from './contract/log-scene.ts';
import { lostRecordsContract } from './contract/lost-records.contract.ts';
import { membershipContract } from './contract/membership.contract.ts';

/** The suite that every event log passes. `start` brings up its storage; the suite closes the harness at the end. */
export function eventLogContract(name: string, start: () => Promise<LossyHarness>, patienceMs = 20_000): void {
  describe(`${name} keeps the event log's contract`, () => {
    const timeoutMs = patienceMs * 3;
    let harness: LossyHarness;
    let current: LogScene | undefined;
    const scene = () => current!;

    beforeAll(async () => {
      harness = await start();
    }, 120_000);
    afterAll(() => harness?.close(), 60_000);
    beforeEach(async () => {
      current = await LogScene.start(harness, patienceMs);
    }, timeoutMs);
    afterEach(async () => {
      const ending = current;
      current = undefined;
      await ending?.end();
    }, timeoutMs);

    describe('appending', () => {
      appendingContract(scene, timeoutMs);
    });
    describe('delivery', () => {
      deliveryContract(scene, timeoutMs);
    });
    describe('membership', () => {
      membershipContract(scene, timeoutMs);
    });
    describe('lost records', () => {
      lostRecordsContract(scene, () => harness, timeoutMs);
    });
  });
}
