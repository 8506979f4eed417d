import Table from 'cli-table3';
import * as z from 'zod';
import type { Terminal } from '../terminal.ts';

/** So many leads of each list are told in words; `--json` has more. */
const TOLD = 5;

const listed = z.looseObject({
  leadId: z.string(),
  at: z.string(),
  priority: z.string(),
  because: z.string(),
  otherwise: z.string().nullable(),
});
const list = z.looseObject({ count: z.number(), leads: z.array(listed) });
const pool = z.looseObject({
  pool: z.string(),
  qualified: z.number(),
  perWorkingDay: z.number(),
  repsNeeded: z.number(),
  reps: z.number(),
  capacityPerWorkingDay: z.number(),
  daysOver: z.looseObject({
    count: z.number(),
    days: z.array(z.looseObject({ day: z.string(), leads: z.number(), capacity: z.number() })),
  }),
});
const promise = z.looseObject({
  priority: z.string(),
  leads: z.number(),
  firstTouchMinutes: z.number(),
  came: z.looseObject({ open: z.number(), closed: z.number(), nobody: z.number() }),
  inTimeAtBest: z.number(),
  worst: z.looseObject({ at: z.string(), pool: z.string(), leads: z.number(), reps: z.number() }).nullable(),
});
const side = z.looseObject({
  qualified: z.number(),
  metBefore: z.number(),
  withoutColleagues: z.array(z.string()),
  byPriority: z.record(z.string(), z.number()),
  byPool: z.array(pool),
  promises: z.array(promise),
});
type Side = z.output<typeof side>;

/** What a document would have changed, as the API says it. */
export const impact = z.looseObject({
  against: z.number(),
  from: z.string(),
  until: z.string(),
  leads: z.number(),
  profilesNotedSince: z.string().nullable(),
  now: side,
  then: side,
  enters: list,
  leaves: list,
  winsMissed: list,
  lossesSpared: list,
});
type Impact = z.output<typeof impact>;

export function sayImpact(found: Impact, terminal: Terminal): void {
  const { against, from, until, leads, now, then } = found;
  terminal.out(`From ${from.slice(0, 10)} to ${until.slice(0, 10)} something happened to ${counted(leads, 'lead')}.`);
  terminal.out(
    `Under version ${against}, ${now.qualified} of them would have qualified; under this document ${then.qualified}.`,
  );
  sayBefore(now, then, terminal);
  sayProfiles(found, terminal);
  sayColleagues(now, then, terminal);
  sayNumbers(now, then, terminal);
  sayLoad(now, then, terminal);
  sayPromises(then, terminal);
  sayList('enter', found.enters, terminal);
  sayList('leave', found.leaves, terminal);
  const { winsMissed, lossesSpared } = found;
  if (winsMissed.count > 0)
    terminal.out(`Of those that leave, ${winsMissed.count} had been won, which it would have missed.`);
  if (lossesSpared.count > 0)
    terminal.out(`Of those that leave, ${lossesSpared.count} came to nothing, which it would have spared.`);
}

function sayBefore(now: Side, then: Side, terminal: Terminal): void {
  if (now.metBefore + then.metBefore === 0) return;
  terminal.out(
    `Of those, ${now.metBefore} (then ${then.metBefore}) met the definition before that time already, and count on the day of what they did next: the first days are fuller than others.`,
  );
}

function sayColleagues(now: Side, then: Side, terminal: Terminal): void {
  for (const label of new Set([...now.withoutColleagues, ...then.withoutColleagues])) {
    terminal.out(
      `Which colleagues engaged when is not looked at: by "${label}" more may qualify than are counted here.`,
    );
  }
}

function sayProfiles({ from, profilesNotedSince: since }: Impact, terminal: Terminal): void {
  if (since === null) {
    terminal.out('It was not noted what was known of people at each time: what is known today counts for all of it.');
  } else if (since > from) {
    const day = since.slice(0, 10);
    terminal.out(
      `It is noted only since ${day} what was known of people at each time: before, the earliest of it counts.`,
    );
  }
}

function sayNumbers(now: Side, then: Side, terminal: Terminal): void {
  const priorities = namesOf(now.byPriority, then.byPriority);
  if (priorities.length === 0) return;
  const table = plainTable(['', 'now', 'then', 'a working day', 'they take', 'reps it takes', 'reps there are']);
  const both = (before: number | undefined, after: number | undefined) => `${before ?? 0} → ${after ?? 0}`;
  for (const name of priorities) {
    table.push([name, now.byPriority[name] ?? 0, then.byPriority[name] ?? 0, '', '', '', '']);
  }
  const [before, after] = [byName(now), byName(then)];
  for (const name of namesOf(before, after)) {
    const [old, next] = [before[name], after[name]];
    table.push([
      `pool ${name}`,
      ...[old?.qualified ?? 0, next?.qualified ?? 0],
      both(old?.perWorkingDay, next?.perWorkingDay),
      both(old?.capacityPerWorkingDay, next?.capacityPerWorkingDay),
      both(old?.repsNeeded, next?.repsNeeded),
      next?.reps ?? old?.reps ?? 0,
    ]);
  }
  terminal.out(table.toString());
}

function sayLoad(now: Side, then: Side, terminal: Terminal): void {
  const before = byName(now);
  for (const { pool: name, qualified, reps, daysOver } of then.byPool) {
    if (reps === 0) {
      const waiting = qualified === 0 ? '.' : `: ${counted(qualified, 'lead')} would wait there.`;
      terminal.out(`Nobody works for pool ${name}${waiting}`);
    } else if (daysOver.count > 0) {
      const [worst] = daysOver.days;
      const was = before[name]?.daysOver.count ?? 0;
      terminal.out(
        `On ${counted(daysOver.count, 'day')} (now ${was}) pool ${name} would get more than its people take, at worst on ${worst!.day}: ${counted(worst!.leads, 'lead')}, where they take ${worst!.capacity}.`,
      );
    }
  }
}

function sayPromises({ promises }: Side, terminal: Terminal): void {
  if (promises.length === 0) return;
  terminal.out('What is promised, with the people there are, if they did nothing else:');
  for (const { priority, leads, firstTouchMinutes, came, inTimeAtBest, worst } of promises) {
    const closed = came.closed === 0 ? '' : `, ${came.closed} of them came outside of hours`;
    const nobody = came.nobody === 0 ? '' : `, for ${came.nobody} there is nobody`;
    const atWorst =
      worst === null
        ? ''
        : `; at worst ${worst.leads} waited at once for ${counted(worst.reps, 'rep')} (${worst.at.slice(0, 16).replace('T', ' ')} UTC)`;
    terminal.out(
      `  ${priority}, a first touch within ${firstTouchMinutes} business minutes: ${percent(inTimeAtBest)} of ${leads} at best${closed}${nobody}${atWorst}`,
    );
  }
}

function sayList(what: string, { count, leads }: Impact['enters'], terminal: Terminal): void {
  if (count === 0) return terminal.out(`Nobody ${what}s.`);
  terminal.out(`${count} ${count === 1 ? `${what}s` : what}:`);
  for (const { leadId, at, priority, because, otherwise } of leads.slice(0, TOLD)) {
    const against = otherwise === null ? '' : `; else: ${otherwise}`;
    terminal.out(`  ${leadId} on ${at.slice(0, 10)}, ${priority}: ${because}${against}`);
  }
  if (count > TOLD) terminal.out(`  and ${count - TOLD} more`);
}

const byName = ({ byPool }: Side) => Object.fromEntries(byPool.map((each) => [each.pool, each]));
const counted = (count: number, what: string): string => `${count} ${count === 1 ? what : `${what}s`}`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const namesOf = (...of: readonly object[]): string[] =>
  [...new Set(of.flatMap((each) => Object.keys(each)))].toSorted();

function plainTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [] } });
}
