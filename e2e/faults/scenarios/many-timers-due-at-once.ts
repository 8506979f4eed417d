import { setTimeout as pause } from 'node:timers/promises';
import { readLog } from '../harness/read-log.ts';
import type { Findings, Run, Scenario } from '../harness/scenario.ts';
import { until } from '../harness/until.ts';
import { noViolations } from '../harness/verdict.ts';

const FIRST_TOUCH_MINUTES = 60;
const LANES = 24;
const OUTAGE_MS = 2 * 3_600_000;
const IDLE_WITHIN_MS = 30 * 60_000;
const STARTED = 'smarketing.clock.started.v1';

/**
 * So many leads that they cannot all come in by HTTP within a test: one is routed as it should be, and the others are copies of what
 * the SLA service keeps of it, with its timer. After the outage each of them must be told exactly what the first one is told.
 */
export const manyTimersDueAtOnce: Scenario = {
  number: 14,
  fault: '100,000 timers due at once, killed while firing',
  modes: ['embedded', 'distributed'],
  fast: false,
  ownSystem: { firstTouchMinutes: FIRST_TOUCH_MINUTES },
  async run(run) {
    const { system, random } = run;
    const load = await run.load({ overMs: 0, leads: 12, events: 0 });
    const result = await load.run();
    await system.idle();
    await system.killAll();
    // Of those whom nobody has called yet: their promises run out first.
    const [first] = await system.sql<{ key: string }>('SELECT key FROM sla.timers ORDER BY due_at_ms LIMIT 1');
    if (!first) throw new Error('no clock runs that could be copied');
    const copies = await copyLead(run, first.key, run.either(2_000, 100_000));
    const now = Date.now();
    await system.restart({ clock: `${new Date(now + OUTAGE_MS).toISOString()}@${new Date(now).toISOString()}` });
    const firedAtKill: number[] = [];
    for (let kill = 0; kill < run.either(1, 3); kill++) {
      // Whoever comes back has to claim and to ask the log first: the next kill shall meet it firing, too.
      const left = copies.length - (firedAtKill.at(-1) ?? 0);
      await until(async () => (await waiting(run)) < left, { withinMs: 60_000, what: 'timers to fire' });
      await pause(random.int(0, run.either(500, 2_000)));
      await system.killProcess(system.mode === 'embedded' ? 'all' : 'sla');
      firedAtKill.push(copies.length - (await waiting(run)));
    }
    await system.idle(IDLE_WITHIN_MS);
    const { told, findings } = judgeTold(await toldByLead(run), first.key, copies);
    return {
      loads: [result],
      ...findings,
      seen: { timers: copies.length, 'fired when killed': firedAtKill.join(', '), 'told of each': told },
    };
  },
};

/** The ids of the copies, spread over all lanes. */
async function copyLead({ system, name }: Run, original: string, count: number): Promise<readonly string[]> {
  const copies = Array.from({ length: count }, (_, n) => `${name}-${n}`);
  await system.sql(
    `INSERT INTO sla.sla_lead (key, body, due_at_ms, reps)
     SELECT copy, replace(body::text, key, copy)::json, due_at_ms, reps FROM sla.sla_lead, unnest($2::text[]) AS copy WHERE key = $1`,
    [original, copies],
  );
  await system.sql(
    `INSERT INTO sla.timers (name, key, lane, due_at_ms, data)
     SELECT name, copy, lanes, due_at_ms, data FROM sla.timers, unnest($2::text[], $3::int[]) AS copies (copy, lanes) WHERE key = $1`,
    [original, copies, copies.map((_, n) => n % LANES)],
  );
  return copies;
}

async function waiting({ system }: Run): Promise<number> {
  const [row] = await system.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM sla.timers WHERE due_at_ms < $1`,
    [Date.now() + OUTAGE_MS],
  );
  return row!.count;
}

/** What the SLA service has told of each lead, by its id: types of events in their order. */
async function toldByLead({ system }: Run): Promise<ReadonlyMap<string, readonly string[]>> {
  const told = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const { topic, partition, value, source, sequence } of await readLog(system)) {
    if (!source?.startsWith('sla/')) continue;
    // What a killed process had published is published again, under the same number: every reader drops it.
    const number = `${topic}|${partition}|${source}|${sequence}`;
    if (seen.has(number)) continue;
    seen.add(number);
    // Several events may travel in one record.
    for (const { subject, type } of [JSON.parse(value)].flat() as readonly { subject: string; type: string }[]) {
      const types = told.get(subject) ?? [];
      types.push(type);
      told.set(subject, types);
    }
  }
  return told;
}

function judgeTold(
  byLead: ReadonlyMap<string, readonly string[]>,
  original: string,
  copies: readonly string[],
): { told: string; findings: Pick<Findings, 'verdict' | 'violations'> } {
  const verdict = noViolations();
  // The original's clocks were started by events; what came later came from its timer.
  const expected = (byLead.get(original) ?? []).filter((type) => type !== STARTED);
  for (const copy of copies) {
    const types = byLead.get(copy) ?? [];
    if (types.join() === expected.join()) continue;
    const sentence = `${copy} was told ${types.join(', ') || 'nothing'}`;
    if (types.length > expected.length) verdict.doubled.push(sentence);
    else if (types.length < expected.length) verdict.lost.push(sentence);
    else verdict.outOfOrder.push(sentence);
  }
  const told = expected.join(', ');
  return { told, findings: { verdict, violations: told.includes('breached') ? [] : ['nothing was breached'] } };
}
