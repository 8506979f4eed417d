import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultAgreement } from '@smarketing/agreement';
import type { CaseOptions } from '../bench-case.ts';
import { distributed, startDistributed, type Installation } from '../stream/installation.ts';
import { LITTLE_AHEAD, runRound } from '../stream/run-round.ts';
import { runLoad } from '../stream/run-load.ts';
import type { Servers } from '../stream/servers.ts';
import { latenciesOf, medianOf, type Latencies } from './latencies.ts';
import { sendProbes, type Sent } from './probes.ts';
import { SeenRouted } from './seen-routed.ts';
import { SeenScored } from './seen-scored.ts';

const ours = distributed((servers) => startDistributed(servers));
const REPS = ['rosa', 'tomas'];
/** Reps of the bench are never full. */
const NO_CAP = 1_000_000;
const SEEN_WITHIN_MS = 60_000;
const ROUNDS = 3;
/** Scores that are asked for by HTTP afterwards. */
const ASKED = 20;

export type LatencyResult = {
  /** Events a second that were scored at most, by a short round just before. */
  readonly mostPerSecond: number;
  /** From sending an event until its score is committed, at half of that. */
  readonly scored: LatencyUnderLoad;
  /** From sending a qualifying event until a consumer of Kafka holds the routed event. */
  readonly routed: LatencyUnderLoad;
  readonly load: readonly number[];
};

/** `perSecond`: other events meanwhile. `latency`: the median of the rounds. */
export type LatencyUnderLoad = {
  readonly perSecond: number;
  readonly latency: Latencies;
  readonly rounds: readonly Latencies[];
};

/** How long until an event counts, and until a lead that qualifies is routed, under a steady load of other events. */
export async function latencyCase({ quick, grounds }: CaseOptions): Promise<LatencyResult> {
  const [seconds, knownPeople] = quick ? [1, 200] : [30, 10_000];
  const load = [loadavg()[0]!];
  const servers = await grounds.servers();
  try {
    const installation = await grounds.distributed(servers);
    try {
      await makeRoom(installation);
      const ahead = quick ? LITTLE_AHEAD : undefined;
      const round = { run: 'most', seconds, warmUpSeconds: seconds, knownPeople, ahead };
      const most = await runRound(ours, installation, round);
      const under = new SteadyLoad(servers, installation, seconds, knownPeople);
      const half = Math.round(most.perSecond / 2);
      const perSecond = quick ? 200 : 1_000;
      const [scored, routed]: [Latencies[], Latencies[]] = [[], []];
      for (let round = 1; round <= (quick ? 1 : ROUNDS); round++) {
        scored.push(await under.untilScored(half, round));
        routed.push(await under.untilRouted(perSecond, round));
      }
      load.push(loadavg()[0]!);
      return {
        mostPerSecond: most.perSecond,
        scored: { perSecond: half, latency: medianOf(scored), rounds: scored },
        routed: { perSecond, latency: medianOf(routed), rounds: routed },
        load,
      };
    } finally {
      await installation.stop();
    }
  } finally {
    await servers.stop();
  }
}

class SteadyLoad {
  readonly #servers: Servers;
  readonly #installation: Installation;
  readonly #seconds: number;
  readonly #knownPeople: number;

  constructor(servers: Servers, installation: Installation, seconds: number, knownPeople: number) {
    this.#servers = servers;
    this.#installation = installation;
    this.#seconds = seconds;
    this.#knownPeople = knownPeople;
  }

  async untilScored(perSecond: number, round: number): Promise<Latencies> {
    const { target, databaseUrl } = this.#installation;
    const sent: Sent = new Map();
    const seen = new SeenScored(databaseUrl, sent, ours.eventIdOf);
    try {
      const load = this.#load(`half-${round}`, perSecond);
      await sendProbes(target, { run: `look-${round}`, event: 'Pricing Viewed', everyMs: 50 }, sent, load);
      await all(() => seen.at.size, sent.size, 'scored');
    } finally {
      await seen.close();
    }
    for (const [clientId, { lead }] of [...seen.at].slice(-ASKED)) await this.#mustShow(lead, ours.eventIdOf(clientId));
    return latenciesOf([...seen.at].map(([clientId, { atMs }]) => atMs - sent.get(clientId)!));
  }

  async untilRouted(perSecond: number, round: number): Promise<Latencies> {
    const { target } = this.#installation;
    const sent: Sent = new Map();
    const seen = await SeenRouted.listen(this.#servers.brokers);
    try {
      const load = this.#load(`routed-${round}`, perSecond);
      await sendProbes(target, { run: `hand-${round}`, event: 'Demo Requested', everyMs: 50 }, sent, load);
      await all(() => [...sent.keys()].filter((clientId) => seen.at.has(clientId)).length, sent.size, 'routed');
    } finally {
      await seen.close();
    }
    return latenciesOf([...sent].map(([clientId, sentMs]) => seen.at.get(clientId)! - sentMs));
  }

  #load(run: string, perSecond: number) {
    const plan = { target: this.#installation.target, run, knownPeople: this.#knownPeople, atOnce: 8 };
    return runLoad({ ...plan, seconds: this.#seconds, perSecond }, async () => 0);
  }

  /** The score as anybody is told it names this very event among its reasons. */
  async #mustShow(lead: string, eventId: string): Promise<void> {
    const { url, apiKey } = this.#installation;
    const answer = await fetch(`${url}/api/leads/${lead}/score`, { headers: { authorization: `Bearer ${apiKey}` } });
    const { entries } = (await answer.json()) as { readonly entries?: readonly { readonly eventId: string | null }[] };
    if (!entries?.some((entry) => entry.eventId === eventId))
      throw new Error(`the score of ${lead} does not show ${eventId}`);
  }
}

async function all(have: () => number, want: number, what: string): Promise<void> {
  const giveUpAt = Date.now() + SEEN_WITHIN_MS;
  while (have() < want) {
    if (Date.now() > giveUpAt) throw new Error(`${have()} of ${want} probes were ${what}`);
    await pause(20);
  }
}

/** Reps who take whatever comes, under the agreement that ships but for its caps. */
async function makeRoom({ url, apiKey, settled }: Installation): Promise<void> {
  const call = async (method: string, path: string, body: object): Promise<void> => {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
  };
  const caps = { openLeadCap: NO_CAP, dailyCap: NO_CAP };
  for (const rep of REPS) await call('PUT', `/api/reps/${rep}`, { name: rep, ...caps });
  const { routing } = defaultAgreement;
  const pools = routing!.pools.map((pool) => ({ ...pool, ...caps }));
  // JSON is YAML.
  await call('POST', '/api/agreements/activate', {
    yaml: JSON.stringify({ ...defaultAgreement, routing: { ...routing, pools } }),
  });
  await settled(0);
}
