import { setTimeout as pause } from 'node:timers/promises';
import { appendForeign } from '../harness/append-foreign.ts';
import type { ObservedLead } from '../harness/observe.ts';
import type { Run, Scenario } from '../harness/scenario.ts';
import type { ClientEvent } from '../harness/traffic.ts';

const FIRST_TOUCH_MINUTES = 60;
const OUTAGE_MS = 2 * 3_600_000;

/**
 * An outage of two hours, in which all promises of a first touch run out. Some leads were called in time, which stands in the backlog:
 * their clocks are never breached. All others are, once each, though who fires the timers is killed meanwhile.
 */
export const timersDueAtOnce: Scenario = {
  number: 14,
  fault: 'timers due at once after an outage, killed while firing',
  modes: ['embedded', 'distributed'],
  fast: false,
  ownSystem: { firstTouchMinutes: FIRST_TOUCH_MINUTES },
  async run(run) {
    const { system, random } = run;
    const load = await run.load({ overMs: 0, leads: run.either(90, 6_000), events: 0 });
    await load.run();
    await system.idle();
    await system.killAll();
    const called = await callSome(
      run,
      load.traffic.leads.map(({ email }) => email),
    );
    const now = Date.now();
    await system.restart({ clock: `${new Date(now + OUTAGE_MS).toISOString()}@${new Date(now).toISOString()}` });
    for (let kill = 0; kill < run.either(1, 3); kill++) {
      await pause(random.int(0, run.either(500, 3_000)));
      await system.killProcess(system.mode === 'embedded' ? 'all' : 'sla');
    }
    const { results, observed, judged } = await run.collect([load], { breached: true });
    const refuted = observed.leads.filter(({ email }) => called.has(email));
    const breached = observed.leads.filter(hasBreach);
    const told = new Set(
      observed.log.flatMap(({ value }) => /"smarketing\.sla\.breached\.v1","subject":"([^"]+)"/.exec(value)?.[1] ?? []),
    );
    return {
      loads: results,
      verdict: judged((seen) => seen),
      seen: { breached: breached.length, 'refuted by the backlog': refuted.length },
      violations: [
        ...(breached.length === 0 ? ['nothing was breached'] : []),
        ...refuted
          .filter((lead) => hasBreach(lead) || told.has(lead.id))
          .map(({ email }) => `${email} was called in time, and its breach was told`),
      ],
    };
  },
};

const hasBreach = ({ assignments }: ObservedLead): boolean =>
  assignments.some(({ clocks }) => clocks.some(({ breached }) => breached));

/** Calls that stand in the log when the services come back: of qualified leads whom nobody has called yet. */
async function callSome(run: Run, emails: readonly string[]): Promise<ReadonlySet<string>> {
  const chosen = emails.filter((_, n) => n % 4 === 2 && n % 3 !== 2 && n % 10 !== 9).slice(0, 200);
  const events = chosen.map((email, n): ClientEvent => {
    const id = `${run.name}-call-${n}`;
    return {
      id,
      email,
      type: 'call_logged',
      atMs: Date.now(),
      door: 'sales',
      data: { email, properties: { disposition: 'connected', ref: id } },
    };
  });
  for (const { id, email, type, atMs, data } of events) {
    const { properties } = data;
    const value = JSON.stringify({
      specversion: '1.0',
      id,
      source: 'faults',
      type,
      time: new Date(atMs).toISOString(),
      data: { who: { email }, properties },
    });
    await appendForeign(run.system, {
      topic: 'smarketing.intake.v1',
      partition: run.random.int(0, 24),
      key: `faults ${email}`,
      value,
    });
  }
  run.alsoSent(events);
  return new Set(chosen);
}
