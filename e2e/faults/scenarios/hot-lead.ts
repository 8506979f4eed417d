import type { Load, LoadResult } from '../harness/load.ts';
import type { Run, Scenario } from '../harness/scenario.ts';

/** Others may wait this many times as long as usual. */
const TIMES_AS_LONG = 2;
/** Below this nobody notices, and the machine's own unrest is larger than what is measured. */
const UNNOTICED_SECONDS = 1;

/** Half of the traffic concerns one lead: its order is kept, and the others do not wait for it. */
export const hotLead: Scenario = {
  number: 13,
  fault: 'half of the traffic on one lead',
  modes: ['embedded', 'distributed'],
  fast: 'embedded',
  async run(run) {
    const overMs = run.either(2_000, 30_000);
    const usual = await run.load({ overMs });
    const usualSeconds = p99(await handsRaisedDuring(run, usual));
    const hot = await run.load({ overMs, hotShare: 0.5 });
    const hotSeconds = p99(await handsRaisedDuring(run, hot));
    const tooLong = hotSeconds > Math.max(TIMES_AS_LONG * usualSeconds, UNNOTICED_SECONDS);
    return {
      ...(await run.settle([usual, hot])),
      seen: {
        'p99 until others are routed, s': hotSeconds.toFixed(2),
        'the same without a hot lead, s': usualSeconds.toFixed(2),
        'p99 of others at the door, ms': Math.round(p99(atTheDoor(await hot.run()))),
        'the same without a hot lead at the door, ms': Math.round(p99(atTheDoor(await usual.run()))),
      },
      violations:
        run.form === 'full' && tooLong
          ? [`others were routed after ${hotSeconds.toFixed(2)} s, usually after ${usualSeconds.toFixed(2)} s`]
          : [],
    };
  },
};

/** Seconds that new leads took from raising their hands to being routed, one group of them after the other while the load runs. */
async function handsRaisedDuring(run: Run, load: Load): Promise<readonly number[]> {
  const sending = load.run();
  const seconds: number[] = [];
  let isOver = false;
  void sending.then(() => (isOver = true));
  do seconds.push(await run.recovery());
  while (!isOver);
  await sending;
  return seconds;
}

/** Milliseconds until events of all leads but the hot one were acknowledged. */
function atTheDoor({ traffic, latencyMs }: LoadResult): readonly number[] {
  const [hot] = traffic.leads;
  return traffic.events.filter(({ email }) => email !== hot!.email).flatMap(({ id }) => latencyMs.get(id) ?? []);
}

function p99(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
}
