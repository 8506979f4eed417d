// Loaded into every process of an installation before its main program (node --import): ends the process by SIGKILL at a step of
// the runner that a file names, once. The product knows nothing of it.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { KafkaEventLog } from '@smarketing/kafka';
import { PostgresEventLog } from '@smarketing/postgres';
import pg from 'pg';

const armed = process.env['FAULT_CRASH_FILE'] ?? '';
let passed = 0;

/** Dies here if this is the step that the file names, for the time that it names. */
function crashAt(service: unknown, step: string): void {
  if (!existsSync(armed)) return;
  let wanted: { readonly service: string; readonly step: string; readonly time: number };
  try {
    wanted = JSON.parse(readFileSync(armed, 'utf8'));
  } catch {
    // Another process has just died by it.
    return;
  }
  if (wanted.service !== service || wanted.step !== step || ++passed < wanted.time) return;
  rmSync(armed, { force: true });
  process.kill(process.pid, 'SIGKILL');
}

type Method = (...args: never[]) => Promise<unknown>;

/** Puts a crash before and after a method; `of` tells whose step a call is. */
function between(
  prototype: object,
  method: string,
  step: string,
  of: (self: object, args: readonly unknown[]) => unknown,
): void {
  const original = Reflect.get(prototype, method) as Method;
  Reflect.set(prototype, method, async function (this: object, ...args: never[]) {
    const service = of(this, args);
    crashAt(service, `before ${step}`);
    const result = await original.apply(this, args);
    crashAt(service, `after ${step}`);
    return result;
  });
}

/** The statements of a batch, and of a claim, by what they say; the service stands in the name of the schema. */
const STATEMENTS: readonly (readonly [pattern: RegExp, step: string])[] = [
  [/^INSERT INTO "(\w+)"\.lanes/, 'the claim'],
  [/^UPDATE "(\w+)"\.lanes/, 'writing the lanes'],
  [/^INSERT INTO "(\w+)"\.unpublished/, 'writing what is to be published'],
  [/^DELETE FROM "(\w+)"\.unpublished/, 'deleting what was published'],
];
/** Whose transaction a connection has under way. */
const services = new WeakMap<object, string>();

function stepOf(client: object, text: unknown): readonly [service: string | undefined, step: string] | null {
  if (typeof text !== 'string') return null;
  if (text === 'COMMIT') return [services.get(client), 'COMMIT'];
  for (const [pattern, step] of STATEMENTS) {
    const service = pattern.exec(text)?.[1];
    if (service === undefined) continue;
    services.set(client, service);
    return [service, step];
  }
  return null;
}

const query = Reflect.get(pg.Client.prototype, 'query') as (...args: readonly unknown[]) => unknown;
Reflect.set(pg.Client.prototype, 'query', function (this: object, ...args: readonly unknown[]) {
  const step = stepOf(this, args[0]);
  if (!step) return query.apply(this, [...args]);
  crashAt(step[0], `before ${step[1]}`);
  const answer = query.apply(this, [...args]);
  return answer instanceof Promise ? answer.finally(() => crashAt(step[0], `after ${step[1]}`)) : answer;
});

for (const log of [KafkaEventLog, PostgresEventLog]) {
  between(log.prototype, 'append', 'the publication', (_, [records]) => {
    const [first] = records as readonly { readonly headers: Readonly<Record<string, string>> }[];
    return first?.headers['smk-source']?.split('/')[0];
  });
  const join = Reflect.get(log.prototype, 'join') as Method;
  Reflect.set(log.prototype, 'join', async function (this: object, ...args: never[]) {
    const [group] = args as readonly unknown[];
    const membership = (await join.apply(this, args)) as Record<string, Method>;
    between(membership, 'commit', 'committing offsets', () => group);
    return membership;
  });
}
