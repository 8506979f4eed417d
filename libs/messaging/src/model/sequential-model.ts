import type { LogRecord } from '../event-log.ts';
import type { KeptLetter } from '../dead-letter.ts';
import type { Remembered, Said } from './stages.ts';

/** What was broken, in the words of the promise. */
export type Breach =
  | 'number reused'
  | 'number gap'
  | 'applied twice'
  | 'effect twice'
  | 'lane stopped'
  | 'lost'
  | 'effect lost'
  | 'command lost'
  | 'timer lost'
  | 'out of order'
  | 'wrong version'
  | 'wrong letters'
  | 'stuck';

export class Violation extends Error {
  override readonly name = 'Violation';
  readonly breach: Breach;

  constructor(breach: Breach, detail: string) {
    super(`${breach}: ${detail}`);
    this.breach = breach;
  }
}

type Partitions = readonly (readonly LogRecord[])[];

/** All that is left when everything is quiet: the logs and the tables, read as they are. */
export type Outcome = {
  /** What clients were told is taken, and what they said again. */
  readonly intake: Partitions;
  /** What the first stage wrote, on all its topics. */
  readonly passedOn: Partitions;
  readonly effects: Partitions;
  /** Announcements of dead letters. */
  readonly announced: Partitions;
  readonly states: ReadonlyMap<string, Remembered>;
  readonly letters: readonly KeptLetter[];
  /** Ids of commands that a handler of the second stage has taken. */
  readonly commands: readonly string[];
  /** Why lanes stand still. */
  readonly stopped: readonly string[];
};

/**
 * Holds an outcome against the promise: each thing said is applied once, in the order in which its partition of the intake first
 * had it, or is set aside, and has each of its effects once. Shares no code with the runner.
 */
export function judge(outcome: Outcome): void {
  const said = firstSaid(outcome.intake);
  const good = said.filter(({ kind }) => kind === 'plain' || kind === 'timed');
  const timed = good.filter(({ kind }) => kind === 'timed').map(idOf);

  for (const partition of outcome.passedOn) withoutRepeats(partition);
  const effects = outcome.effects.flatMap((partition) => withoutRepeats(partition).map(effectOf));
  const announced = outcome.announced.flatMap((partition) => withoutRepeats(partition).map(eventOf));

  const states = [...outcome.states];
  const applied = states.filter(([key]) => !isTimer(key)).flatMap(([, { seen }]) => seen);
  const fired = states.filter(([key]) => isTimer(key)).flatMap(([, { seen }]) => seen);
  const setAside = outcome.letters.filter(({ status }) => status !== 'replayed').map(saidIn);
  const reasons = effects.map(({ reason }) => reason);
  mustBeUnique('applied twice', [...applied, ...setAside]);
  mustBeUnique('applied twice', fired);
  mustBeUnique('effect twice', reasons);
  mustBeUnique('effect twice', announced.map(idOf));
  if (outcome.stopped.length > 0) throw new Violation('lane stopped', outcome.stopped.join('; '));

  mustBeAll('lost', [...applied, ...setAside], said.map(idOf));
  const wronglySetAside = difference(setAside, said.filter((one) => !good.includes(one)).map(idOf)).surplus;
  if (wronglySetAside.length > 0) throw new Violation('wrong letters', wronglySetAside.join());
  const undecided = outcome.letters.filter(({ status }) => status === 'replaying').map(saidIn);
  if (undecided.length > 0) throw new Violation('command lost', `${undecided.join()} was to be tried again`);
  mustBeAll('command lost', reasons.filter(isCommand), outcome.commands);
  mustBeAll('timer lost', fired, timed);
  const expected = [...applied, ...timed.map((id) => `${id} later`)];
  mustBeAll(
    'effect lost',
    reasons.filter((reason) => !isCommand(reason)),
    expected,
  );
  for (const { id, attempts, status } of outcome.letters) {
    const told = announced.filter(({ data }) => data.letterId === id).length;
    const failed = status === 'replayed' ? attempts - 1 : attempts;
    if (told !== failed)
      throw new Violation('effect lost', `${id} failed ${failed} times and was announced ${told} times`);
  }

  for (const [key, { seen, version }] of states) {
    // What a timer's state tells is about its lead, and counts nothing of its own.
    const told = isTimer(key) ? 0 : seen.length;
    if (version !== told) throw new Violation('wrong version', `${key} counts ${version} for ${told}`);
  }
  for (const lead of new Set(said.map((one) => one.lead))) {
    const about = effects.filter((effect) => effect.lead === lead && effect.version !== undefined);
    for (const [index, { version, reason }] of about.entries())
      if (version !== index + 1) throw new Violation('wrong version', `${reason} is ${version}, not ${index + 1}`);
    const mine = good.filter((one) => one.lead === lead);
    mustBeInOrder(mine, outcome.states.get(lead)?.seen ?? []);
    mustBeInOrder(
      mine,
      about.map(({ reason }) => reason),
    );
  }
}

/** How much came again: of what clients said, and of what the first stage has written. */
export function repeatsIn({ intake, passedOn }: Outcome): [string, number][] {
  const saidAgain = intake.flat().length - firstSaid(intake).length;
  const written = passedOn.flat().length - passedOn.flatMap(withoutRepeats).length;
  return [
    ['client duplicates dropped', saidAgain],
    ['repeats dropped by number', written],
  ];
}

type SaidAt = Said & { readonly partition: number; readonly isOrdered: boolean };

/** Each id once, where it was first said. What came at several partitions has no place in any order. */
function firstSaid(intake: Partitions): SaidAt[] {
  const first = new Map<string, SaidAt>();
  for (const { partition, value } of intake.flat()) {
    const said = JSON.parse(value) as Said;
    const known = first.get(said.id);
    if (!known) first.set(said.id, { ...said, partition, isOrdered: true });
    else if (known.partition !== partition) first.set(said.id, { ...known, isOrdered: false });
  }
  return [...first.values()];
}

/** The records whose number comes for the first time, which must be the next one of its source. */
function withoutRepeats(partition: readonly LogRecord[]): LogRecord[] {
  const bySource = new Map<string, string[]>();
  return partition.filter(({ headers, value, topic }) => {
    const source = headers['smk-source'] ?? '';
    const number = Number(headers['smk-seq']);
    const values = bySource.get(source) ?? [];
    bySource.set(source, values);
    if (number > values.length + 1)
      throw new Violation('number gap', `${source} on ${topic} has ${number} after ${values.length}`);
    if (number <= values.length) {
      if (values[number - 1] !== value)
        throw new Violation('number reused', `${number} of ${source} on ${topic} stands on two records`);
      return false;
    }
    values.push(value);
    return true;
  });
}

const saidIn = ({ payload }: KeptLetter): string => (JSON.parse(payload) as { data: Said }).data.id;
const idOf = ({ id }: { readonly id: string }): string => id;
const isCommand = (reason: string): boolean => reason.startsWith('command');
const isTimer = (key: string): boolean => key.startsWith('timer');

type Event = {
  readonly id: string;
  readonly subject: string;
  readonly leadversion?: number;
  readonly data: { readonly reason: string; readonly letterId?: string };
};

const eventOf = ({ value }: LogRecord): Event => JSON.parse(value) as Event;

function effectOf(record: LogRecord): { reason: string; lead: string; version: number | undefined } {
  const { subject, leadversion, data } = eventOf(record);
  return { reason: data.reason, lead: subject, version: leadversion };
}

function mustBeUnique(breach: Breach, ids: readonly string[]): void {
  const before = new Set<string>();
  for (const id of ids) {
    if (before.has(id)) throw new Violation(breach, id);
    before.add(id);
  }
}

function difference(found: readonly string[], expected: readonly string[]): { missing: string[]; surplus: string[] } {
  const there = new Set(found);
  const wanted = new Set(expected);
  return { missing: expected.filter((id) => !there.has(id)), surplus: found.filter((id) => !wanted.has(id)) };
}

function mustBeAll(breach: Breach, found: readonly string[], expected: readonly string[]): void {
  const { missing, surplus } = difference(found, expected);
  if (missing.length + surplus.length > 0)
    throw new Violation(breach, `missing [${missing.join()}], not expected [${surplus.join()}]`);
}

function mustBeInOrder(said: readonly SaidAt[], found: readonly string[]): void {
  const lines = new Map<string, string[]>();
  for (const { id, partition, topic, isOrdered } of said) {
    if (!isOrdered) continue;
    const line = `${partition} ${topic}`;
    lines.set(line, [...(lines.get(line) ?? []), id]);
  }
  for (const expected of lines.values()) {
    const among = new Set(expected);
    const got = found.filter((id) => among.has(id)).join();
    if (got !== expected.join()) throw new Violation('out of order', `${got}, not ${expected.join()}`);
  }
}
