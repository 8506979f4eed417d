import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  compileAgreement,
  defaultAgreement,
  foldEvidence,
  resolveTimeZones,
  type AgreementDocument,
  type ScorableEvent,
  unpackTallies,
  type PackedTallies,
} from '@smarketing/agreement';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '@smarketing/postgres';
import { scoring } from '@smarketing/scoring-service';
import { FlowProgress, boot, openLogger, openPlatform, readConfig, type OpenPlatform } from '@smarketing/service-kit';
import { activated } from './activated.ts';
import { BENCH_MEMORY_MB } from '../bench-memory.ts';
import { median } from '../measure.ts';
import { cpuSeconds, type CpuSeconds } from './cpu-seconds.ts';
import { generateLeads } from './generate-leads.ts';
import { LiveLoad, type Latency } from './live-load.ts';
import { RescoreFloor } from './rescore-floor.ts';

const TIME_ZONE = 'Europe/Berlin';
const KEY = 'the-bench-needs-a-key-though-nobody-asks-for-it';

export type Rescored = {
  /** What the version changed; each kind of change comes once in each round, but for the first agreement. */
  readonly change: string;
  /** From the activation to the last lead. */
  readonly seconds: number;
  readonly cpuSeconds: CpuSeconds;
  /** From the edge to the committed score, of what came in meanwhile. */
  readonly live: Latency;
  /** Of the last minute, when it began and when it ended. */
  readonly load: readonly [number, number];
};

export type RescoreResult = {
  readonly leads: number;
  readonly events: number;
  readonly livePerSecond: number;
  /** Live events while nothing is scored again. */
  readonly quiet: Latency;
  readonly measured: readonly Rescored[];
  /** In each round, right after all was folded: how long the floor took, and how much of our time that is. */
  readonly floor: { readonly seconds: readonly number[]; readonly shares: readonly number[]; readonly share: number };
  /** How many leads were compared with a fold of their own. */
  readonly compared: number;
};

type Change = {
  readonly what: string;
  /** Another one in each round, counted from 0. */
  readonly edit: (document: AgreementDocument, round: number) => AgreementDocument;
};

const ROUNDS = 3;

/** Ever shorter half-lives: a longer one asks for evidence that was too old to count before. */
const points: Change = {
  what: 'points and half-lives of one group',
  edit: (document, round) =>
    withGroups(document, (group, n) => (n === 0 ? { ...group, decay: { halfLifeDays: 14 - round } } : group)),
};

const thresholds: Change = {
  what: 'fit and thresholds, no rule of behaviour',
  edit: (document, round) => ({ ...document, fit: { ...document.fit!, thresholds: { A: 30 - round, B: 22, C: 12 } } }),
};

/** By round: what rules that ask for nothing ask for. */
const FIELDS = ['source', 'country', 'industry'] as const;

const everything: Change = {
  what: 'conditions of every rule: all is folded anew',
  edit: (document, round) =>
    withGroups(document, (group, n) => ({
      ...group,
      rules: group.rules.map((rule, nth) => ({
        ...rule,
        when: defaultAgreement.engagement!.groups[n]!.rules[nth]!.when ?? {
          field: FIELDS[round]!,
          op: 'exists' as const,
        },
      })),
    })),
};

/** The last one folds all, as the floor reads all. */
const changes = [thresholds, points, everything];

type Group = NonNullable<AgreementDocument['engagement']>['groups'][number];

function withGroups(document: AgreementDocument, edit: (group: Group, n: number) => Group): AgreementDocument {
  const { engagement } = document;
  return { ...document, engagement: { ...engagement!, groups: engagement!.groups.map(edit) } };
}

/** A change of the rules over many leads, each with its history, while events keep coming in: PostgreSQL, log and service as they run. */
export async function rescoreCase(options: Options): Promise<RescoreResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'smarketing-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, memoryMb: BENCH_MEMORY_MB, log: () => undefined });
  try {
    const config = readConfig({ PORT: '0', SMARKETING_API_KEY: KEY }, []);
    const platform = await openPlatform(config, server.url, openLogger('warn', 'bench'));
    const booted = await boot([scoring], platform);
    try {
      const progress = booted.app.get(FlowProgress, { strict: false });
      return await run({ platform, progress, postmaster: server.pid }, options);
    } finally {
      await booted.stop();
      await platform.close();
    }
  } finally {
    await server.stop();
    await removeEmbeddedPostgres(dataDir);
  }
}

/** `leads`: how many there are, where neither the full size nor the quick one is wanted. */
type Options = { readonly quick: boolean; readonly leads?: number | undefined };

type Installation = {
  readonly platform: OpenPlatform;
  readonly progress: FlowProgress;
  readonly postmaster: number;
};

async function run(
  installation: Installation,
  { quick, leads = quick ? 1_000 : 100_000 }: Options,
): Promise<RescoreResult> {
  const { platform } = installation;
  const eventsPerLead = quick ? 20 : 50;
  const livePerSecond = 300;
  const events = await generateLeads(platform.pool, { leads, eventsPerLead, nowMs: Date.now() });
  const live = new LiveLoad(platform.log, platform.metrics, { leads, perSecond: livePerSecond });
  const activation = new Activation(installation, live, leads);
  let document = resolveTimeZones(defaultAgreement, TIME_ZONE);
  const measured = [await activation.of(document, 'the first agreement: all is folded')];
  const floor = await RescoreFloor.of(platform.pool, leads);
  const floorSeconds: number[] = [];
  const shares: number[] = [];
  live.start();
  await pause(quick ? 1_000 : 5_000);
  const quiet = live.latency();
  for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
    for (const { what, edit } of changes) {
      document = edit(document, round);
      measured.push(await activation.of(document, what));
    }
    const seconds = await floor.measure(events);
    // What came in meanwhile waited for the floor, not for us.
    live.latency();
    console.error(`  the floor: ${seconds.toFixed(1)} s`);
    floorSeconds.push(seconds);
    shares.push(seconds / measured.at(-1)!.seconds);
  }
  await live.stop();
  const compared = await compare(platform, document, measured.length, quick ? 200 : 1_000);
  const ofFloor = { seconds: floorSeconds, shares, share: median(shares) };
  return { leads, events, livePerSecond, quiet, measured, floor: ofFloor, compared };
}

/** Versions that come into force one after the other, each measured from then to the last lead that is scored under it. */
class Activation {
  readonly #installation: Installation;
  readonly #live: LiveLoad;
  readonly #leads: number;
  readonly #numbers: Record<string, number> = {};
  #version = 0;

  constructor(installation: Installation, live: LiveLoad, leads: number) {
    this.#installation = installation;
    this.#live = live;
    this.#leads = leads;
  }

  async of(document: AgreementDocument, change: string): Promise<Rescored> {
    const { platform, progress, postmaster } = this.#installation;
    const version = ++this.#version;
    const before = await cpuSeconds(postmaster);
    const [loadBefore] = loadavg() as [number];
    const startedMs = performance.now();
    await platform.log.append(activated(version, document, this.#numbers));
    let hasBegun = false;
    for (;;) {
      const { rescoring } = progress.rescorings()[0]!;
      hasBegun ||= rescoring?.version === version;
      if (hasBegun && rescoring === null) break;
      await pause(20);
    }
    const seconds = (performance.now() - startedMs) / 1_000;
    const after = await cpuSeconds(postmaster);
    const [loadAfter] = loadavg() as [number];
    console.error(`  ${change}: ${seconds.toFixed(1)} s`);
    const { rows } = await platform.pool.query<{ current: number }>(
      'SELECT count(*)::int AS current FROM scoring.lead_score WHERE agreement_version = $1',
      [version],
    );
    const current = rows[0]?.current;
    if (current !== this.#leads) throw new Error(`${current} of ${this.#leads} leads are at version ${version}`);
    const postgres = after.postgres === null || before.postgres === null ? null : after.postgres - before.postgres;
    return {
      change,
      seconds,
      cpuSeconds: { node: after.node - before.node, postgres },
      live: this.#live.latency(),
      load: [loadBefore, loadAfter],
    };
  }
}

/** Leads picked all over: their stored tallies must be those of a fold of their evidence, in any order, under the newest version. */
async function compare(
  { pool }: OpenPlatform,
  document: AgreementDocument,
  version: number,
  sample: number,
): Promise<number> {
  const agreement = compileAgreement(document, { version });
  const { rows } = await pool.query<{ key: string; tallies: PackedTallies; evidence: ScorableEvent[] }>(
    `SELECT s.key, s.body -> 'tallies' AS tallies, (SELECT json_agg(e.body ORDER BY md5(e.event_id))
       FROM scoring.evidence AS e WHERE e.lead = s.key AND e.nth <= s.noted) AS evidence
     FROM scoring.lead_score AS s ORDER BY md5(s.key) LIMIT $1`,
    [sample],
  );
  for (const { key, tallies, evidence } of rows) {
    const expected = JSON.stringify(foldEvidence(evidence, agreement));
    if (JSON.stringify(unpackTallies(tallies)) !== expected)
      throw new Error(`${key} is not what its evidence makes of it`);
  }
  if (rows.length < sample) throw new Error(`${rows.length} leads were found to be compared, not ${sample}`);
  return rows.length;
}
