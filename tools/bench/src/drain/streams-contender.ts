import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { engagementRecorded } from '@smarketing/contracts';
import type { EventLog } from '@smarketing/messaging';
import { LANES } from '@smarketing/messaging';
import { NativeProcess } from '@smarketing/testing';
import type { Broker } from './broker.ts';
import type { DecayedSum } from './check-scores.ts';
import { drain, type Drained } from './drained.ts';
import { HALF_LIFE_DAYS, POINTS } from './sixty-rules.ts';

const SETTINGS = resolve(import.meta.dirname, '../../rivals/kafka-streams/streams.properties');
/** The collector for throughput, and as much heap as the program can use; see the README beside it. */
const JAVA = ['-XX:+UseParallelGC', '-Xms512m', '-Xmx512m'];
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export type StreamsSetting = {
  readonly broker: Broker;
  readonly log: EventLog;
  readonly classPath: string;
  readonly events: number;
  /** Settings of Kafka Streams over those of the file, to try others. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
};

/** Kafka Streams on the same topic, as an application that nobody has seen before; with the sums that its store holds in the end. */
export async function drainByStreams(
  setting: StreamsSetting,
): Promise<{ drained: Drained; sums: ReadonlyMap<string, DecayedSum> }> {
  const { broker, log, classPath, events } = setting;
  const id = `rival-${process.pid}-${Math.round(performance.now())}`;
  const folder = await mkdtemp(join(tmpdir(), 'smarketing-bench-streams-'));
  const [output, sumsFile, settingsFile] = [`bench.sums.${id}`, join(folder, 'sums'), join(folder, 'settings')];
  const own: Record<string, string> = {
    ...{ 'application.id': id, 'bootstrap.servers': broker.address, 'state.dir': join(folder, 'state') },
    ...{ 'bench.topic': engagementRecorded.topic, 'bench.output': output, 'bench.sums': sumsFile },
    ...{ 'bench.points': String(POINTS), 'bench.halfLifeMs': String(HALF_LIFE_DAYS * DAY_MS) },
    ...setting.settings,
  };
  const lines = Object.entries(own).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(settingsFile, `${await readFile(SETTINGS, 'utf8')}\n${lines.join('')}`);
  await log.ensureTopics([{ name: output, partitions: LANES, retentionMs: HOUR_MS }]);
  const args = [...JAVA, '-cp', classPath, 'DecayedSums', settingsFile];
  const program = new NativeProcess({ command: 'java', args, cwd: folder }, folder);
  try {
    const drained = await drain({
      ...{ events, processes: [program], uses: { java: program.pid!, broker: broker.pid } },
      isReady: () => program.output.includes('STATE RUNNING'),
      committed: () => committedBy(log, id),
    });
    program.terminate();
    await program.ended();
    return { drained, sums: sumsIn(await readFile(sumsFile, 'utf8')) };
  } finally {
    await program.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** By the group's offsets, which are committed in the transactions that carry sums and changelog. */
async function committedBy(log: EventLog, group: string): Promise<number> {
  const offsets = await log.committed(group, [engagementRecorded.topic]);
  return (offsets.get(engagementRecorded.topic) ?? []).reduce((sum, offset) => sum + offset, 0);
}

function sumsIn(text: string): ReadonlyMap<string, DecayedSum> {
  return new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [lead, sum, atMs] = line.split(' ');
        return [lead!, { sum: Number(sum), atMs: Number(atMs) }];
      }),
  );
}
