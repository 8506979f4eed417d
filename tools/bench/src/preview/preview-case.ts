import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defaultAgreement, defaultAgreementYaml, hostTimeZone, resolveTimeZones } from '@smarketing/agreement';
import { agreementActivated, type DataOf } from '@smarketing/contracts';
import { encodeRecords, laneOf } from '@smarketing/messaging';
import { startEmbeddedPostgres } from '@smarketing/postgres';
import { scoring } from '@smarketing/scoring-service';
import { boot, openLogger, openPlatform, readConfig, type OpenPlatform } from '@smarketing/service-kit';
import { median } from '../measure.ts';
import { fillScoring } from './fill-scoring.ts';

const KEY = 'a-key-of-the-bench-0123456789-0123456789';
const NOW = '2026-03-25T09:20:00.000Z';
const DAYS = 30;
const READY_MS = 30_000;
const SAMPLE_MS = 50;
const ROUNDS = 3;

/** What is proposed: the first touches only the rules of qualification, the second what is folded, too. */
const PROPOSALS: Readonly<Record<string, string>> = {
  'nothing changed': defaultAgreementYaml,
  'a hand raised is no P0 any more': defaultAgreementYaml.replace(/(id: hand-good-fit[^]*?outcome: )P0/, '$1P2'),
  'other points and half-lives': defaultAgreementYaml
    .replace('cap: 15\n      decay: { halfLifeDays: 14 }', 'cap: 20\n      decay: { halfLifeDays: 21 }')
    .replace(/(id: case-study[^]*?points: )6/, '$19'),
};

export type PreviewResult = {
  readonly leads: number;
  readonly events: number;
  readonly days: number;
  readonly measured: readonly {
    readonly proposal: string;
    /** The median of the rounds, in which proposals take turns. */
    readonly seconds: number;
    readonly rounds: readonly number[];
    /** How long others waited for their turn of the process at worst and in 99 of 100 times, in ms. */
    readonly delayMs: { readonly max: number; readonly p99: number };
    /** The most that the process held meanwhile beyond what it held before, in MB. */
    readonly memoryMb: number;
    readonly qualified: { readonly now: number; readonly then: number };
  }[];
};

/** The preview over a stored history of the size of a large company, by the service as it runs, over its own PostgreSQL. */
export async function previewCase({ quick }: { readonly quick: boolean }): Promise<PreviewResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, test: true, log: () => undefined });
  try {
    const size = quick ? { leads: 1_000, events: 50_000 } : { leads: 100_000, events: 5_000_000 };
    return await measuredOver(server.url, size, quick ? 1 : ROUNDS);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measuredOver(
  databaseUrl: string,
  size: { readonly leads: number; readonly events: number },
  rounds: number,
): Promise<PreviewResult> {
  const config = readConfig({ PORT: '0', SMARKETING_API_KEY: KEY, SMARKETING_CLOCK: NOW }, []);
  const platform = await openPlatform(config, databaseUrl, openLogger('silent', 'scoring'));
  const service = await boot([scoring], platform);
  try {
    await activateDefault(platform);
    await fillScoring(platform.pool, { ...size, nowMs: Date.parse(NOW) });
    const each: (readonly [proposal: string, once: Once])[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [proposal, yaml] of Object.entries(PROPOSALS))
        each.push([proposal, await measuredPreview(service.url, yaml)]);
    }
    const measured = Object.keys(PROPOSALS).map((proposal) => ({
      proposal,
      ...ofRounds(each.filter(([name]) => name === proposal).map(([, once]) => once)),
    }));
    return { ...size, days: DAYS, measured };
  } finally {
    await service.stop();
    await platform.close();
  }
}

async function activateDefault({ log }: OpenPlatform): Promise<void> {
  const document = JSON.parse(JSON.stringify(resolveTimeZones(defaultAgreement, hostTimeZone())));
  const data: DataOf<typeof agreementActivated> = { version: 0, effectiveFrom: NOW, signed: false, document };
  const { type, topic } = agreementActivated;
  const subject = 'agreement';
  const event = { specversion: '1.0' as const, id: 'v0', source: 'agreement', type, subject, time: NOW, data };
  const records = encodeRecords('agreement', laneOf(subject), [{ topic, event }], {}, Date.parse(NOW));
  await log.append(records);
}

type Once = Awaited<ReturnType<typeof measuredPreview>>;

/** The most that others waited, and that the process held, in any of them. */
function ofRounds(rounds: readonly Once[]) {
  const seconds = rounds.map((round) => round.seconds);
  return {
    ...{ seconds: median(seconds), rounds: seconds },
    delayMs: {
      max: Math.max(...rounds.map(({ delayMs }) => delayMs.max)),
      p99: Math.max(...rounds.map(({ delayMs }) => delayMs.p99)),
    },
    memoryMb: Math.max(...rounds.map(({ memoryMb }) => memoryMb)),
    qualified: rounds[0]!.qualified,
  };
}

async function measuredPreview(url: string, yaml: string) {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  const before = process.memoryUsage.rss();
  let most = before;
  const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), SAMPLE_MS);
  delays.enable();
  const startedMs = performance.now();
  try {
    const found = await previewed(url, yaml);
    const seconds = (performance.now() - startedMs) / 1_000;
    const { now, then } = found;
    return {
      seconds,
      delayMs: { max: delays.max / 1e6, p99: delays.percentile(99) / 1e6 },
      memoryMb: (most - before) / 1e6,
      qualified: { now: now.qualified, then: then.qualified },
    };
  } finally {
    clearInterval(sampler);
    delays.disable();
  }
}

type Found = Readonly<Record<'now' | 'then', { readonly qualified: number }>>;

async function previewed(url: string, yaml: string): Promise<Found> {
  const givenUpAt = performance.now() + READY_MS;
  for (;;) {
    const response = await fetch(new URL('/api/agreements/preview', url), {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ yaml, days: DAYS }),
    });
    if (response.ok) return (await response.json()) as Found;
    // The agreement is on its way.
    if (response.status !== 503 || performance.now() > givenUpAt) throw new Error(await response.text());
  }
}
