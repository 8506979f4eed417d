import type { Observed } from './observe.ts';
import type { LogEntry } from './read-log.ts';
import { POINTS } from './rules.ts';
import type { Traffic } from './traffic.ts';
import type { Verdict } from './verdict.ts';

const INTAKE = 'smarketing.intake.v1';
const DEAD_LETTERS = 'smarketing.dead-letters.v1';
/** What is told again to a service that is rebuilt, on a topic that it alone reads: nothing new to anybody. */
const RETOLD = /^smarketing\.retold-/;

/** Told once for each subject of it: a lead's cycle, an assignment's clock. */
const ONCE: readonly { readonly type: string; readonly of: (data: Data) => unknown }[] = [
  { type: 'lead.qualified', of: ({ cycleId }) => cycleId },
  { type: 'lead.routed', of: ({ cycleId }) => cycleId },
  { type: 'clock.started', of: ({ clockId }) => clockId },
  { type: 'sla.breached', of: ({ clockId }) => clockId },
  { type: 'lead.identified', of: ({ subject }) => subject },
];

type Data = Readonly<Record<string, unknown>>;
type Told = {
  readonly entry: LogEntry;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly leadversion: number | null;
  readonly data: Data;
};

/** What every consumer of the log relies on, read from the log itself. */
export function judgeLog(
  traffic: Traffic,
  acknowledged: ReadonlySet<string>,
  observed: Observed,
  verdict: Verdict,
): void {
  const told = withoutRepeats(observed, verdict)
    .filter(({ topic }) => !RETOLD.test(topic))
    .flatMap(eventsOf);
  const ids = new Map<string, number>();
  for (const { entry, id } of told) ids.set(`${entry.topic} ${id}`, (ids.get(`${entry.topic} ${id}`) ?? 0) + 1);
  for (const [id, count] of ids)
    if (count > 1) verdict.doubled.push(`event ${id} was told ${count} times under numbers of its own`);
  judgeEngagement(traffic, acknowledged, observed, told, verdict);
  judgeOnce(observed, told, verdict);
  judgeVersions(told, verdict);
}

/** Each record once, by its number; names gaps, repeats that say something else, and strangers that nobody set aside. */
function withoutRepeats({ log, deadLetters }: Observed, verdict: Verdict): readonly LogEntry[] {
  const kept: LogEntry[] = [];
  const seen = new Map<string, LogEntry[]>();
  const foreign = new Set(deadLetters.filter(({ reason }) => reason === 'foreign').map(({ place }) => place));
  for (const entry of inOrder(log)) {
    const { topic, partition, offset, source, sequence } = entry;
    if (topic === INTAKE) continue;
    if (source === null || sequence === null) {
      const at = `${topic}/${partition}/${offset}`;
      // What was set aside is told on a topic that nobody of ours reads.
      if (!foreign.has(at) && topic !== DEAD_LETTERS) verdict.wrong.push(`the record ${at} carries no number`);
      continue;
    }
    const place = `${topic}/${partition} from ${source}`;
    const before = seen.get(place) ?? [];
    seen.set(place, before);
    if (sequence <= before.length) {
      if (before[sequence - 1]!.value !== entry.value)
        verdict.wrong.push(`${place}: number ${sequence} was written again at offset ${offset} with other content`);
      continue;
    }
    if (sequence > before.length + 1)
      verdict.lost.push(`${place}: number ${before.length + 1} is missing before offset ${offset}`);
    while (before.length < sequence) before.push(entry);
    kept.push(entry);
  }
  return kept;
}

/** How many records the log holds again, under a number that it had before. */
export function repeatsIn(log: readonly LogEntry[]): number {
  const numbered = log.filter(({ source }) => source !== null);
  const places = new Set(
    numbered.map(({ topic, partition, source, sequence }) => `${topic} ${partition} ${source} ${sequence}`),
  );
  return numbered.length - places.size;
}

function inOrder(log: readonly LogEntry[]): LogEntry[] {
  return log.toSorted((a, b) =>
    a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition || a.offset - b.offset,
  );
}

function eventsOf(entry: LogEntry): Told[] {
  if (entry.topic === DEAD_LETTERS) return [];
  const value = JSON.parse(entry.value) as unknown;
  return (Array.isArray(value) ? value : [value]).map((event: Record<string, unknown>) => {
    const data = (event['data'] ?? {}) as Data;
    return {
      entry,
      id: String(event['id']),
      source: String(event['source']),
      // smarketing.lead.routed.v1 is lead.routed
      type: String(event['type']).split('.').slice(1, -1).join('.'),
      subject: String(event['subject']),
      leadversion: typeof event['leadversion'] === 'number' ? event['leadversion'] : null,
      data,
    };
  });
}

/** Each acknowledged engagement was told once, and a lead's in the order in which they came in at one door. */
function judgeEngagement(
  { events }: Traffic,
  acknowledged: ReadonlySet<string>,
  { log }: Observed,
  told: readonly Told[],
  verdict: Verdict,
): void {
  const wanted = new Map(events.filter(({ type }) => type in POINTS).map((event) => [event.id, event]));
  const arrival = firstArrivals(log);
  const counts = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { type, data, subject } of told) {
    if (type !== 'engagement.recorded') continue;
    const ref = String((data['properties'] as Data | undefined)?.['ref']);
    if (!wanted.has(ref)) continue;
    const times = (counts.get(ref) ?? 0) + 1;
    counts.set(ref, times);
    const arrived = arrival.get(ref);
    if (times > 1 || !arrived) continue;
    const door = `${subject} by ${arrived.door}`;
    if (arrived.place < (last.get(door) ?? -1)) verdict.outOfOrder.push(`${ref} was told after what came in later`);
    last.set(door, arrived.place);
  }
  for (const id of wanted.keys()) {
    const count = counts.get(id) ?? 0;
    if (count === 0 && acknowledged.has(id)) verdict.lost.push(`${id} was never told to scoring`);
    if (count > 1) verdict.doubled.push(`${id} was told ${count} times to scoring`);
  }
}

/** Where each client id stands in the intake for the first time. */
function firstArrivals(
  log: readonly LogEntry[],
): ReadonlyMap<string, { readonly door: string; readonly place: number }> {
  const arrivals = new Map<string, { door: string; place: number }>();
  for (const { topic, partition, offset, key, value } of inOrder(log)) {
    if (topic !== INTAKE) continue;
    const ref = /"ref":"([^"]+)"/.exec(value)?.[1];
    if (ref !== undefined && !arrivals.has(ref)) arrivals.set(ref, { door: `${partition} ${key}`, place: offset });
  }
  return arrivals;
}

function judgeOnce({ leads }: Observed, told: readonly Told[], verdict: Verdict): void {
  const ours = new Set(leads.map(({ id }) => id));
  for (const { type, of } of ONCE) {
    const counts = new Map<string, number>();
    for (const event of told) {
      if (event.type !== type || !ours.has(event.subject)) continue;
      const subject = String(of({ ...event.data, subject: event.subject }));
      counts.set(subject, (counts.get(subject) ?? 0) + 1);
    }
    for (const [subject, count] of counts)
      if (count > 1) verdict.doubled.push(`${type} was told ${count} times of ${subject}`);
  }
  const routed = new Set(told.filter(({ type }) => type === 'lead.routed').map(({ data }) => String(data['cycleId'])));
  for (const { email, packets } of leads) {
    for (const cycle of packets) if (!routed.has(cycle)) verdict.lost.push(`${email}: its hand-off was never told`);
  }
}

/** What one service tells of one lead is numbered from 1, without a gap, and in order on each topic. */
function judgeVersions(told: readonly Told[], verdict: Verdict): void {
  const numbers = new Map<string, number[]>();
  const last = new Map<string, number>();
  for (const { entry, source, subject, leadversion } of told) {
    if (leadversion === null) continue;
    const writer = `${subject} by ${source}`;
    numbers.set(writer, [...(numbers.get(writer) ?? []), leadversion]);
    const onTopic = `${entry.topic} ${writer}`;
    if (leadversion <= (last.get(onTopic) ?? 0))
      verdict.outOfOrder.push(`${onTopic}: version ${leadversion} follows ${last.get(onTopic)}`);
    last.set(onTopic, leadversion);
  }
  for (const [writer, list] of numbers) {
    const sorted = list.toSorted((a, b) => a - b);
    const gap = sorted.findIndex((number, index) => number !== index + 1);
    if (gap >= 0) verdict.lost.push(`${writer}: version ${gap + 1} was never told`);
  }
}
