import { contactContributed } from './account-events.ts';
import { flow, services } from './flow.ts';
import { rebuildable, retoldTopics } from './replay-events.ts';
import { retellersOf } from './replay-flow.ts';
import { topics } from './topics.ts';

const shortName = (type: string): string =>
  type.replace(/^smarketing\./, '').replace(/\.v(\d+)$/, (_, major) => (major === '1' ? '' : ` v${major}`));

/** docs/flow.md, from the flow table: a picture of who tells whom, and the table itself. */
export function flowDocument(): string {
  const topicsUsed = Object.keys(topics).filter((topic) => flow.some((row) => row.event.topic === topic));
  return [
    '# The flow',
    '',
    'Generated from `libs/contracts/src/flow.ts` by `npm run docs`; a test fails when it is stale.',
    '',
    'Prospects and sales people reach the intake through the HTTP edge (or marketing automation appends to',
    '`smarketing.intake.v1` itself), ingestion decides who it is about, and from there every arrow is an event.',
    '',
    '```mermaid',
    'flowchart LR',
    '  edge([HTTP edge]) --> intake[(smarketing.intake.v1)] --> ingestion',
    ...arrows().map(([from, to, count]) => `  ${from} -- ${count} --> ${to}`),
    '```',
    '',
    'The number on an arrow says how many kinds of event travel on it.',
    '',
    ...topicsUsed.flatMap((topic) => [
      `## ${topic}`,
      '',
      describeTopic(topic as keyof typeof topics),
      '',
      '| event | from | to | outside |',
      '|---|---|---|---|',
      ...flow
        .filter((row) => row.event.topic === topic)
        .map(
          (row) =>
            `| \`${shortName(row.event.type)}\` | ${row.from} | ${row.to.join(', ')} | ${'outside' in row ? row.outside : ''} |`,
        ),
      '',
    ]),
    '## Replay',
    '',
    'What a service derives from the events of others can be built again ([ADR 6](adr/0006-replay.md)). The console asks for it',
    '(`replay.requested`), each lane of the service forgets and asks those who had told it (`replay.begun`), both on',
    '`smarketing.replay.v1`. These tell it again, on a topic that nobody else reads, and say when that was all',
    '(`retelling.finished`). Nothing follows from a retold event.',
    '',
    '| rebuilds | is told again by | on |',
    '|---|---|---|',
    ...rebuildable.map((service) => `| ${service} | ${retellersOf(service).join(', ')} | ${retoldTopics[service]} |`),
    '',
  ].join('\n');
}

function describeTopic(topic: keyof typeof topics): string {
  const { packed, broadcast, retentionMs } = topics[topic];
  const carries = packed ? 'Many events per record (CloudEvents batched mode).' : 'One CloudEvent per record.';
  const lanes = broadcast
    ? 'One partition'
    : `Partition = lane of the ${topic === contactContributed.topic ? 'company' : 'lead'}`;
  const kept = retentionMs === null ? 'kept for ever' : `kept ${retentionMs / 86_400_000} days`;
  return `${carries} ${lanes}; ${kept}.`;
}

function arrows(): [string, string, number][] {
  return services.flatMap((from) =>
    services.flatMap((to): [string, string, number][] => {
      const count = flow.filter((row) => row.from === from && (row.to as readonly string[]).includes(to)).length;
      return count === 0 ? [] : [[from, to, count]];
    }),
  );
}
