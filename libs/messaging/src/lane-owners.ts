import type { KeyedState, Versioned } from './keyed-state.ts';
import type { ReactorTable } from './reactor-table.ts';
import type { RunnerParts } from './runner-parts.ts';

/** Tells the stores of lane-owned states which lanes are this process's: only of those may they keep anything in memory. */
export class LaneOwners {
  private readonly stores: () => readonly KeyedState<Versioned>[];

  constructor(table: ReactorTable, { resolve }: Pick<RunnerParts, 'resolve'>) {
    this.stores = () => [...table.states()].map((token) => resolve(token));
  }

  claimed(lanes: readonly number[]): void {
    for (const store of this.stores()) store.claimed?.(lanes);
  }

  dismissed(lanes: readonly number[]): void {
    for (const store of this.stores()) store.dismissed?.(lanes);
  }
}
