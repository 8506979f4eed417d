import { expect, it } from '@jest/globals';
import { previewCase } from './preview-case.ts';

it('measures previews over rows that the service reads as its own', async () => {
  const { leads, events, measured } = await previewCase({ quick: true });
  expect([leads, events]).toEqual([1_000, 50_000]);
  const [same, gentler, other] = measured;
  expect(same!.qualified.now).toBeGreaterThan(20);
  expect(same!.qualified.then).toBe(same!.qualified.now);
  expect(gentler!.qualified.now).toBe(same!.qualified.now);
  expect(other!.qualified.then).not.toBe(other!.qualified.now);
  for (const { seconds, memoryMb, delayMs } of measured) {
    for (const figure of [seconds, delayMs.max, delayMs.p99]) expect(figure).toBeGreaterThan(0);
    expect(memoryMb).toBeGreaterThanOrEqual(0);
  }
}, 120_000);
