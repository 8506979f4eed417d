import { post } from '../harness/client.ts';
import { appendForeign } from '../harness/append-foreign.ts';
import type { Run, Scenario } from '../harness/scenario.ts';

const DEEP = 10_000;
const HUGE_BYTES = 5_000_000;

/** Who reads a topic of ours: each of them sets a stranger's record aside for itself. */
const READERS = { 'smarketing.engagement.v1': 2, 'smarketing.score.v1': 3, 'smarketing.routing.v1': 3 };

/** What nobody should send, by HTTP and straight into the log: each of it is refused or set aside, and its neighbours go through. */
export const poison: Scenario = {
  number: 11,
  fault: 'poison by HTTP and in the log',
  modes: ['embedded', 'distributed'],
  fast: 'embedded',
  async run(run) {
    const { system } = run;
    const load = await run.load({ overMs: run.either(3_000, 15_000) });
    const refused = await sendByHttp(run);
    const intake = poisonForIntake(run.name);
    const places: { mark: string; services: number }[] = [];
    for (let round = 0; round < run.either(1, 5); round++) {
      for (const value of run.random.shuffle(intake)) {
        const partition = run.random.int(0, 24);
        places.push({
          mark: await appendForeign(system, { topic: 'smarketing.intake.v1', partition, value }),
          services: 1,
        });
      }
      for (const [topic, services] of Object.entries(READERS)) {
        for (const value of ['{', 'null', `{"mark":"${run.name}","__proto__":{"admin":true}}`]) {
          const partition = run.random.int(0, 24);
          places.push({ mark: await appendForeign(system, { topic, partition, value }), services });
        }
      }
    }
    return {
      ...(await run.settle([load], { poison: [...places, ...setAsideFromSegment(run.name)] })),
      recoverySeconds: await run.recovery(),
      seen: { inTheLog: places.length, byHttp: refused.sent },
      violations: refused.wrong,
    };
  },
};

function poisonForIntake(name: string): readonly string[] {
  const event = (data: string): string =>
    `{"specversion":"1.0","id":"${name}-poison","source":"stranger","type":"pricing_viewed","time":"2026-01-01T00:00:00Z","data":${data}}`;
  return [
    '{"id":',
    '',
    'null',
    '[]',
    '7',
    event('null'),
    event('{}'),
    event(`{"who":{"email":"${name}@poison.example"},"__proto__":{"admin":true}}`),
    event(`{"who":{"email":"${name}@poison.example"},"properties":{"deep":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}}`),
    event(`{"who":{"email":"${name}@poison.example"},"properties":{"huge":"${'x'.repeat(HUGE_BYTES)}"}}`),
    event(`{"who":{"email":"${name}@poison.example"},"properties":"none"}`),
  ];
}

/** Each must be answered with 4xx; what Segment's door takes for the sake of its clients is set aside. */
async function sendByHttp({ system, name }: Run): Promise<{ sent: number; wrong: string[] }> {
  const event = (data: string): string =>
    `{"specversion":"1.0","id":"${name}-http","source":"faults","type":"pricing_viewed","data":${data}}`;
  const email = `"email":"${name}@poison.example"`;
  const bodies: readonly (readonly [what: string, body: string])[] = [
    ['bad JSON', '{"specversion":'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['no data', event('null')],
    ['nobody', event('{}')],
    ['__proto__', event(`{${email},"__proto__":{"admin":true}}`)],
    ['depth', event(`{${email},"properties":{"deep":${'['.repeat(DEEP)}${']'.repeat(DEEP)}}}`)],
    ['5 MB', event(`{${email},"properties":{"huge":"${'x'.repeat(HUGE_BYTES)}"}}`)],
  ];
  const { target } = system;
  const wrong: string[] = [];
  for (const [what, body] of bodies) {
    const { status } = await post(target, '/events', {
      key: target.writeKey,
      type: 'application/cloudevents+json',
      body,
    });
    if (status !== 400 && status !== 413) wrong.push(`${what} was answered ${status}`);
  }
  const items = SEGMENT_POISON.map((item) => item.replaceAll('NAME', name));
  const batch = `{"batch":[${items.join(',')}]}`;
  const { status } = await post(target, '/v1/batch', { key: target.writeKey, type: 'application/json', body: batch });
  if (status !== 200) wrong.push(`a batch with bad events was answered ${status}`);
  return { sent: bodies.length + items.length, wrong };
}

const SEGMENT_POISON = [
  '{"type":"track","messageId":"NAME-no-event-name","userId":"NAME"}',
  '{"type":"trick","messageId":"NAME-unknown-call","userId":"NAME"}',
  '{"type":"track","event":"Pricing Viewed","messageId":"NAME-nobody"}',
];

function setAsideFromSegment(name: string): readonly { mark: string; services: number }[] {
  return ['no-event-name', 'unknown-call', 'nobody'].map((what) => ({ mark: `${name}-${what}`, services: 1 }));
}
