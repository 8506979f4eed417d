import { askService, FlowProgress, type ProcessProgress, type Settings } from '@smarketing/service-kit';
import type { AllProgress } from '../domain/describe-flow.ts';
import { allUpstreams } from '../gateway/gateway-routes.ts';

const PATIENCE_MS = 5_000;

/** All processes of the installation: this one, and each whose URL is configured. */
export class Processes {
  readonly #local: FlowProgress;
  readonly #urls: readonly string[];
  readonly #apiKey: string;

  constructor(local: FlowProgress, { values }: Settings) {
    this.#local = local;
    this.#urls = allUpstreams(values);
    this.#apiKey = values.SMARKETING_API_KEY ?? '';
  }

  async progress(): Promise<AllProgress> {
    const unreachable: string[] = [];
    const answers = await Promise.all([
      this.#local.read(),
      ...this.#urls.map((url) =>
        this.#ask(url).catch(() => {
          unreachable.push(url);
          return null;
        }),
      ),
    ]);
    return { processes: answers.filter((answer) => answer !== null), unreachable: unreachable.toSorted() };
  }

  async #ask(url: string): Promise<ProcessProgress> {
    const headers = { authorization: `Bearer ${this.#apiKey}` };
    const { status, isOk, body } = await askService(`${url}/internal/flow`, { headers, patienceMs: PATIENCE_MS });
    if (!isOk) throw new Error(`${url} answered ${status}`);
    return JSON.parse(body) as ProcessProgress;
  }
}
