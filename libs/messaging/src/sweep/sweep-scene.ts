import type { dealWon, DataOf } from '@smarketing/contracts';
import { dealWon as won, leadEnrolled } from '@smarketing/contracts';
import { laneOf } from '../lanes.ts';
import { emit, reactorsIn, type Reactor } from '../reactor.ts';
import { RefusingCounts, idle, now, type Count } from '../scene/runner-scene.ts';
import type { Tx } from '../tx.ts';
import { SweptState, type KeysAsked } from './swept-state.ts';

/** A count that knows under which version of the agreement it was made. */
export type CountUnder = Count & { readonly under?: number };

export abstract class CountsUnder extends SweptState<CountUnder> {}

const { onEvent, whenAdopted } = reactorsIn<string | undefined>();

/** Counts that say which of them are behind, in memory. */
export class SweptCounts extends RefusingCounts {
  async lanesBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlySet<number>> {
    const owing = new Set<number>();
    for (const lane of lanes) {
      if ((await this.keysBehind({ lane, version, after: null, limit: 1 }, tx)).length > 0) owing.add(lane);
    }
    return owing;
  }

  async countBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    for (const lane of lanes) {
      counts.set(lane, (await this.keysBehind({ lane, version, after: null, limit: Infinity }, tx)).length);
    }
    return counts;
  }

  async keysBehind({ lane, version, after, limit }: KeysAsked, tx: Tx): Promise<readonly string[]> {
    const states = (await this.load(this.keysOf([lane]), [], tx)) as Map<string, CountUnder>;
    return [...states]
      .filter(([key, { under = 0 }]) => under < version && (after === null || key > after))
      .map(([key]) => key)
      .toSorted()
      .slice(0, limit);
  }
}

/** Notes each version under which it was decided again, and enrols the lead for it. */
export function adopting(look: (state: CountUnder, key: string) => void = () => undefined): Reactor {
  return whenAdopted<CountUnder>({
    name: 'when-adopted',
    state: CountsUnder,
    decide: (state, { key, version }) => {
      look(state, key);
      if (state.under === version) return {};
      const data = { track: 'won', at: new Date(now).toISOString(), reason: `v${version}`, wakeAt: null };
      return {
        state: { ...state, under: version, seen: [...state.seen, `v${version}`] },
        emits: [emit(leadEnrolled, key, data)],
      };
    },
  });
}

/** Remembers each deal, with the version under which it came. */
export const counting: Reactor = onEvent<CountUnder, DataOf<typeof dealWon>>({
  name: 'on-deal',
  on: [won],
  state: CountsUnder,
  decide: (state, event, { agreementVersion }) => ({
    state: { ...state, under: agreementVersion, seen: [...state.seen, event.data.dealId] },
  }),
});

export const reactors = (adoption: Reactor = adopting()): readonly Reactor[] => [counting, idle(), adoption];

/** So many leads of one lane, in the order in which they are swept. */
export function leadsOf(lane: number, count: number): string[] {
  const found: string[] = [];
  for (let n = 0; found.length < count; n++) if (laneOf(`lead-${n}`) === lane) found.push(`lead-${n}`);
  return found.toSorted();
}
