import type { LoadResult } from '../harness/load.ts';
import type { Scenario } from '../harness/scenario.ts';

/** Half of the traffic concerns one lead: its order is kept, and the others do not wait for it. */
export const hotLead: Scenario = {
  number: 13,
  fault: 'half of the traffic on one lead',
  modes: ['embedded', 'distributed'],
  fast: 'embedded',
  async run(run) {
    const overMs = run.either(2_000, 30_000);
    const usual = await run.load({ overMs });
    await usual.run();
    const hot = await run.load({ overMs, hotShare: 0.5 });
    await hot.run();
    const usualMs = p99(await usual.run());
    const hotMs = p99(await hot.run());
    const settled = await run.settle([usual, hot]);
    return { ...settled, seen: { 'p99 of others, ms': Math.round(hotMs), 'usual p99, ms': Math.round(usualMs) } };
  },
};

/** Of the acknowledgements of all leads but the hot one, in milliseconds. */
function p99({ traffic, latencyMs }: LoadResult): number {
  const [hot] = traffic.leads;
  const others = traffic.events.filter(({ email }) => email !== hot!.email);
  const sorted = others.flatMap(({ id }) => latencyMs.get(id) ?? []).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
}
