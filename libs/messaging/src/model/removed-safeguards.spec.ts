import { expect, it } from '@jest/globals';
import { tryOut, virtualTime } from './delivery-laws.contract.ts';
import { removals } from './removed-safeguards.ts';
import { Violation } from './sequential-model.ts';

const time = virtualTime();

/** The hardest to notice of them takes some two hundred. */
const SCHEDULES = 3_000;

it.each(removals)(
  'the promise is broken without $without',
  async ({ ports, emphasis, breaches }) => {
    const tried = await tryOut(time, { emphasis, ports, seed: 1, schedules: SCHEDULES });
    expect(tried.failed).toBe(true);
    expect(tried.errorInstance).toBeInstanceOf(Violation);
    expect(breaches).toContain((tried.errorInstance as Violation).breach);
  },
  60_000,
);
