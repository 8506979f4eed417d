import type { BatchScope, BatchTerms, BatchTransaction, UnderWay } from './batch-transaction.ts';
import { findRefused, Rehearsed } from './find-refused.ts';
import type { FailureKind, LaneDatabase } from './lane-database.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { Patience } from './patience.ts';

const MOST_BISECTIONS = 3;
const CONFLICTS_WITHOUT_PAUSE = 3;

export type Commitment =
  | {
      readonly kind: 'committed';
      /** The drafts that changed anything; of all that were folded. */
      readonly kept: readonly LaneDraft[];
      readonly folded: readonly LaneDraft[];
      readonly terms: Pick<BatchTerms, 'handled' | 'holdsTimer'>;
    }
  /** The claim on these lanes is gone, or it is not known whether the batch was committed. */
  | { readonly kind: 'in-doubt'; readonly error: unknown }
  /** Neither time nor leaving events out will help. */
  | { readonly kind: 'hopeless'; readonly error: unknown };

type Parts = {
  readonly database: LaneDatabase;
  readonly batch: BatchTransaction;
  readonly patience: Patience;
  readonly isRunning: () => boolean;
};

/** Commits one batch, or finds out why it cannot be: see docs/adr/0002-the-runner.md. */
export class BatchCommit {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Rejects where the database is away: nothing has happened, and the batch may be taken again later. */
  async commit(first: readonly LaneDraft[], scope: BatchScope, dropped: readonly UnderWay[]): Promise<Commitment> {
    await this.parts.batch.readPages(first);
    let refused: ReadonlyMap<string, string> = new Map();
    let conflicts = 0;
    let bisections = 0;
    for (;;) {
      const folded = first.map((draft) => draft.afresh());
      const terms: BatchTerms = { ...scope, refused, only: null, handled: [], dropped, holdsTimer: false };
      try {
        const { database, batch } = this.parts;
        const kept = await database.transaction((tx) => batch.foldAndSave(tx, folded, terms));
        return { kind: 'committed', kept, folded, terms };
      } catch (error) {
        switch (this.kindOf(error)) {
          case 'conflict':
            // The loser decides again at once; who loses for ever leaves the others some air, and may stop.
            if (!this.parts.isRunning()) throw error;
            if (++conflicts > CONFLICTS_WITHOUT_PAUSE) await this.parts.patience.pause(20 * Math.random());
            continue;
          case 'bad-data': {
            const found = ++bisections <= MOST_BISECTIONS ? await this.refusedOf(folded, scope) : null;
            if (!found) return { kind: 'hopeless', error };
            refused = found;
            continue;
          }
          case 'fenced':
          case 'unknown-outcome':
            return { kind: 'in-doubt', error };
          case 'transient':
            throw error;
          case 'fatal':
            return { kind: 'hopeless', error };
        }
      }
    }
  }

  /** Null where no input is to blame. */
  private refusedOf(drafts: readonly LaneDraft[], scope: BatchScope): Promise<ReadonlyMap<string, string> | null> {
    const inputs = [...new Set(drafts.flatMap((draft) => draft.inputs()))];
    const { database, batch } = this.parts;
    return findRefused(inputs, async (only) => {
      const attempt = drafts.map((draft) => draft.afresh());
      const terms: BatchTerms = {
        ...{ ...scope, refused: new Map(), only, handled: [], dropped: [], holdsTimer: false },
      };
      try {
        await database.transaction(async (tx) => {
          await batch.foldAndSave(tx, attempt, terms);
          throw new Rehearsed();
        });
        return null;
      } catch (error) {
        if (error instanceof Rehearsed) return null;
        if (this.kindOf(error) !== 'bad-data') throw error;
        return error instanceof Error ? error.message : String(error);
      }
    });
  }

  /** A store's own stumbling over an event is that event's fault, until the bisection finds otherwise. */
  private kindOf(error: unknown): FailureKind {
    const kind = this.parts.database.classify(error);
    const stumbled = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
    return kind === 'fatal' && stumbled ? 'bad-data' : kind;
  }
}
