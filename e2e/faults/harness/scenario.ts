import type { Mode } from '../../installation.ts';
import { Load, type LoadPlan, type LoadResult } from './load.ts';
import { repeatsIn } from './log-oracle.ts';
import { observe, readDeadLetters, readFunnel, type Observed } from './observe.ts';
import { judge, type Expectations } from './oracle.ts';
import { Random } from './random.ts';
import { System, type SystemOptions } from './system.ts';
import { makeTraffic, type ClientEvent, type TrafficPlan } from './traffic.ts';
import { sentences, type Verdict } from './verdict.ts';

/** `fast` runs with every `npm test`; `full` takes the times and the counts that the promise speaks of. */
export type Form = 'fast' | 'full';

/** What one run of one fault came to. */
export type Result = {
  readonly number: number;
  readonly fault: string;
  readonly mode: Mode;
  readonly form: Form;
  readonly seed: number;
  readonly events: number;
  readonly acknowledged: number;
  /** Sent again on purpose, beside what was sent again for want of an answer. */
  readonly duplicates: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly wrong: number;
  readonly deadLetters: number;
  /** From the end of the fault until probes went all the way again; null where it has no such end. */
  readonly recoverySeconds: number | null;
  /** What else was seen. */
  readonly seen: Readonly<Record<string, number | string>>;
  /** In words; empty when everything holds. */
  readonly violations: readonly string[];
  readonly seconds: number;
};

/** What a scenario adds to the oracle's findings. */
export type Findings = {
  readonly loads: readonly LoadResult[];
  readonly verdict: Verdict;
  readonly recoverySeconds?: number | null;
  readonly seen?: Readonly<Record<string, number | string>>;
  /** What the scenario itself found wrong. */
  readonly violations?: readonly string[];
};

export type Scenario = {
  /** As in the list of faults that the product promises to survive. */
  readonly number: number;
  readonly fault: string;
  readonly modes: readonly Mode[];
  /** Left out: runs on an installation that other scenarios use, too. */
  readonly ownSystem?: SystemOptions | ((mode: Mode) => SystemOptions);
  /** Behind fault proxies (`run.system.network`), on an installation that other such scenarios use, too. */
  readonly proxied?: true;
  /** Whether it is in the fast selection; a mode where in that mode alone, for the sake of time. */
  readonly fast: boolean | Mode;
  run(run: Run): Promise<Findings>;
};

const PROBES = 8;
const MOST_SENTENCES = 50;

type Expected = Omit<Expectations, 'funnelBefore' | 'deadLettersBefore'>;

type Settled = Pick<Findings, 'loads' | 'verdict'> & {
  /** Records that were written to the log again in this run. */
  readonly repeats: number;
};

type Collected = {
  readonly results: readonly LoadResult[];
  readonly observed: Observed;
  readonly judged: (falsified: (observed: Observed) => Observed) => Verdict;
};

/** One run of a scenario: everything in it follows from its seed. */
export class Run {
  readonly system: System;
  readonly form: Form;
  readonly seed: number;
  readonly random: Random;
  /** Part of the name of everybody in it. */
  readonly name: string;
  private parts = 0;
  private readonly before: Promise<Pick<Expectations, 'funnelBefore' | 'deadLettersBefore'>>;
  private readonly probes: LoadResult[] = [];

  constructor(system: System, scenario: Scenario, form: Form, seed: number) {
    this.system = system;
    this.form = form;
    this.seed = seed;
    this.random = new Random(seed * 1_000 + scenario.number);
    this.name = `f${scenario.number}s${seed}t${Date.now().toString(36)}`;
    this.before = this.snapshot();
  }

  /** The one number in the fast form, the other in the full one. */
  either(fast: number, full: number): number {
    return this.form === 'fast' ? fast : full;
  }

  /** Begins to send; what was there before is looked at first. `run()` of what this resolves with waits for the end. */
  async load(plan: Partial<Omit<TrafficPlan, 'run' | 'nowMs'>> & LoadPlan): Promise<Load> {
    await this.before;
    const { leads = this.either(24, 60), events = this.either(400, 3_000), hotShare = 0, ...pace } = plan;
    const traffic = makeTraffic(this.random, {
      run: `${this.name}p${this.parts++}`,
      leads,
      events,
      hotShare,
      nowMs: Date.now(),
    });
    const load = new Load(this.system.target, traffic, this.random, pace);
    void load.run();
    return load;
  }

  /** Seconds from now until newly raised hands are routed, in several lanes. Their events count among those of the run. */
  async recovery(withinMs = 120_000): Promise<number> {
    const startedMs = performance.now();
    const traffic = makeTraffic(this.random, {
      run: `${this.name}p${this.parts++}`,
      leads: PROBES,
      events: 0,
      nowMs: Date.now(),
    });
    const load = await new Load(this.system.target, traffic, this.random, { overMs: 0, patienceMs: withinMs }).run();
    this.probes.push(load);
    const routed = traffic.leads.filter((_, n) => n % 2 === 0 && n % 3 !== 2).map(({ email }) => email);
    const giveUpAtMs = startedMs + withinMs;
    for (const email of routed) {
      for (;;) {
        const owned = await this.system.api.lead(email).then(
          (lead) => lead['owner'] !== null,
          () => false,
        );
        if (owned) break;
        if (performance.now() > giveUpAtMs)
          throw new Error(`no recovery: ${email} is not routed after ${withinMs / 1_000} s`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    return (performance.now() - startedMs) / 1_000;
  }

  /** Takes events into the model that a scenario has brought in by itself, by another door than HTTP. */
  alsoSent(events: readonly ClientEvent[]): void {
    const acknowledged = new Set(events.map(({ id }) => id));
    this.probes.push({
      traffic: { leads: [], events },
      acknowledged,
      duplicates: 0,
      answers: {},
      withoutRetryAfter: 0,
      latencyMs: new Map(),
    });
  }

  /** Waits for the end of the loads and of what followed from them, and holds what is to be seen against the oracle. */
  async settle(loads: readonly Load[], expected: Expected = {}): Promise<Settled> {
    const { results, observed, judged } = await this.collect(loads, expected);
    const repeats = repeatsIn(observed.log);
    const before = this.system.repeats;
    this.system.repeats = repeats;
    return { loads: results, verdict: judged((seen) => seen), repeats: repeats - before };
  }

  /** The same, where what was seen may be falsified first: the oracle must notice. */
  async collect(loads: readonly Load[], expected: Expected = {}): Promise<Collected> {
    const results = [...(await Promise.all(loads.map((load) => load.run()))), ...this.probes];
    await this.system.idle();
    const before = await this.before;
    const traffic = {
      leads: results.flatMap((result) => result.traffic.leads),
      events: results.flatMap((result) => result.traffic.events),
    };
    const acknowledged = new Set(results.flatMap((result) => [...result.acknowledged]));
    const observed = await observe(
      this.system,
      traffic.leads.map(({ email }) => email),
    );
    return {
      results,
      observed,
      judged: (falsified) => judge(traffic, acknowledged, falsified(observed), { ...before, ...expected }),
    };
  }

  private async snapshot(): Promise<Pick<Expectations, 'funnelBefore' | 'deadLettersBefore'>> {
    const letters = await readDeadLetters(this.system);
    return { funnelBefore: await readFunnel(this.system), deadLettersBefore: new Set(letters.map(({ id }) => id)) };
  }
}

/** The first ones say enough. */
function shortened(sentences: readonly string[]): readonly string[] {
  const more = sentences.length - MOST_SENTENCES;
  return more > 0 ? [...sentences.slice(0, MOST_SENTENCES), `and ${more} more`] : sentences;
}

export async function runScenario(scenario: Scenario, system: System, form: Form, seed: number): Promise<Result> {
  const startedMs = performance.now();
  const { number, fault } = scenario;
  const about = { number, fault, mode: system.mode, form, seed };
  try {
    const run = new Run(system, scenario, form, seed);
    const { loads, verdict, recoverySeconds = null, seen = {}, violations = [] } = await scenario.run(run);
    const sum = (of: (load: LoadResult) => number): number => loads.reduce((total, load) => total + of(load), 0);
    return {
      ...about,
      events: sum((load) => load.traffic.events.length),
      acknowledged: sum((load) => load.acknowledged.size),
      duplicates: sum((load) => load.duplicates),
      lost: verdict.lost.length,
      doubled: verdict.doubled.length,
      outOfOrder: verdict.outOfOrder.length,
      wrong: verdict.wrong.length,
      deadLetters: verdict.deadLetters.length,
      recoverySeconds,
      seen,
      violations: shortened([...sentences(verdict), ...violations]),
      seconds: (performance.now() - startedMs) / 1_000,
    };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    const nothing = {
      events: 0,
      acknowledged: 0,
      duplicates: 0,
      lost: 0,
      doubled: 0,
      outOfOrder: 0,
      wrong: 0,
      deadLetters: 0,
    };
    return {
      ...about,
      ...nothing,
      recoverySeconds: null,
      seen: {},
      violations: [because],
      seconds: (performance.now() - startedMs) / 1_000,
    };
  }
}
