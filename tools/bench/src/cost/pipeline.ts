import { setTimeout as pause } from 'node:timers/promises';
import { defaultAgreement, resolveTimeZones } from '@smarketing/agreement';
import { agreementActivated, engagementRecorded, type DataOf } from '@smarketing/contracts';
import { ingestion } from '@smarketing/ingestion-service';
import { encodeRecords, laneOf, type AppendRecord } from '@smarketing/messaging';
import { scoring } from '@smarketing/scoring-service';
import { FlowProgress, boot, openLogger, openPlatform, readConfig, type OpenPlatform } from '@smarketing/service-kit';
import { cpuSeconds } from '../rescore/cpu-seconds.ts';

const KEY = 'the-bench-needs-a-key-though-nobody-asks-for-it';
const TIME_ZONE = 'Europe/Berlin';
const RECORDS_AT_ONCE = 2_000;
const LOOK_EVERY_MS = 50;
const GIVEN_UP_MS = 600_000;

export type Spent = {
  readonly seconds: number;
  readonly cpu: { readonly node: number; readonly postgres: number | null };
};

/** Ingestion and scoring as they run in the embedded mode, over a database of their own. */
export class Pipeline {
  readonly platform: OpenPlatform;
  readonly #progress: FlowProgress;
  readonly #postmaster: number;
  readonly #end: () => Promise<void>;

  private constructor(platform: OpenPlatform, progress: FlowProgress, postmaster: number, end: () => Promise<void>) {
    this.platform = platform;
    this.#progress = progress;
    this.#postmaster = postmaster;
    this.#end = end;
  }

  static async open(databaseUrl: string, postmaster: number): Promise<Pipeline> {
    const config = readConfig({ PORT: '0', SMARKETING_API_KEY: KEY, SMARKETING_WRITE_KEY: KEY }, []);
    const platform = await openPlatform(config, databaseUrl, openLogger('warn', 'bench'));
    const booted = await boot([ingestion, scoring], platform).catch(async (error: unknown) => {
      await platform.close();
      throw error;
    });
    return new Pipeline(platform, booted.app.get(FlowProgress, { strict: false }), postmaster, async () => {
      await booted.stop();
      await platform.close();
    });
  }

  close(): Promise<void> {
    return this.#end();
  }

  async activateDefault(): Promise<void> {
    const time = new Date().toISOString();
    const document = JSON.parse(JSON.stringify(resolveTimeZones(defaultAgreement, TIME_ZONE)));
    const data: DataOf<typeof agreementActivated> = { version: 0, effectiveFrom: time, signed: false, document };
    const { type, topic } = agreementActivated;
    const subject = 'agreement';
    const event = { specversion: '1.0' as const, id: 'v0', source: 'agreement', type, subject, time, data };
    await this.platform.log.append(encodeRecords('agreement', laneOf(subject), [{ topic, event }], {}, Date.now()));
  }

  /** Puts statements into the intake, and waits until each has been scored and committed. */
  async feed(records: readonly AppendRecord[]): Promise<Spent> {
    const before = await this.#scored();
    const cpuBefore = await cpuSeconds(this.#postmaster);
    const startedMs = performance.now();
    for (let from = 0; from < records.length; from += RECORDS_AT_ONCE) {
      await this.platform.log.append(records.slice(from, from + RECORDS_AT_ONCE));
    }
    while ((await this.#scored()) - before < records.length) {
      if (performance.now() - startedMs > GIVEN_UP_MS) throw new Error('events were not scored in time');
      await pause(LOOK_EVERY_MS);
    }
    const seconds = (performance.now() - startedMs) / 1_000;
    const cpu = await cpuSeconds(this.#postmaster);
    const postgres = cpu.postgres === null || cpuBefore.postgres === null ? null : cpu.postgres - cpuBefore.postgres;
    return { seconds, cpu: { node: cpu.node - cpuBefore.node, postgres } };
  }

  async #scored(): Promise<number> {
    const { edges } = await this.#progress.read();
    const edge = edges.find(({ event, to }) => event === engagementRecorded.type && to === 'scoring');
    if (edge === undefined) throw new Error('nobody counts what is scored');
    return edge.count;
  }
}
