import type { Scenario } from '../harness/scenario.ts';
import { sendOnce } from '../harness/client.ts';
import { until } from '../harness/until.ts';

/** Ids that were used are used again for something else: the first counts, the other is set aside once and kept. */
export const sameIdOtherPayload: Scenario = {
  number: 12,
  fault: 'same id, other payload',
  modes: ['embedded', 'distributed'],
  fast: 'embedded',
  async run(run) {
    const { system, random } = run;
    const load = await run.load({ overMs: run.either(1_000, 10_000) });
    const { traffic, acknowledged } = await load.run();
    const known = random.shuffle(traffic.events.filter(({ id, door }) => acknowledged.has(id) && door !== 'segment'));
    const victims = known.slice(0, run.either(30, 200));
    const status = new Map<number, number>();
    const note = (answer: { status: number }): void =>
      void status.set(answer.status, (status.get(answer.status) ?? 0) + 1);
    for (const event of victims) {
      const forged = {
        ...event,
        type: 'pricing_viewed',
        door: 'sales' as const,
        data: { ...event.data, properties: { ref: `${event.id}-forged` } },
      };
      // Twice, and the true one in between: the forgery is set aside once, the true one is a repeat.
      await Promise.all([sendOnce(system.target, [forged]).then(note), sendOnce(system.target, [event]).then(note)]);
      note(await sendOnce(system.target, [forged]));
    }
    await until(async () => (await quarantined(system.sql.bind(system), run.name)) >= victims.length, {
      withinMs: 60_000,
      what: 'the forgeries to be quarantined',
    });
    const settled = await run.settle([load]);
    const found = await quarantined(system.sql.bind(system), run.name);
    return {
      ...settled,
      seen: { forged: victims.length, quarantined: found },
      violations: [
        ...(found === victims.length ? [] : [`${found} of ${victims.length} forgeries are quarantined`]),
        ...([...status.keys()].every((code) => code === 202)
          ? []
          : [`answers: ${JSON.stringify(Object.fromEntries(status))}`]),
      ],
    };
  },
};

type Sql = (statement: string, values: readonly unknown[]) => Promise<{ count: number }[]>;

async function quarantined(sql: Sql, run: string): Promise<number> {
  const [row] = await sql(
    `SELECT count(*)::int AS count FROM ingestion.client_event WHERE status = 'quarantined' AND client_id LIKE $1`,
    [`${run}%`],
  );
  return row!.count;
}
