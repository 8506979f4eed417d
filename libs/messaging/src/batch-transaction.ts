import type { CloudEvent } from '@smarketing/contracts';
import { announcementOf } from './announcement-of.ts';
import type { FoldRules, Loaded, LoadedShared, LoadedState } from './decide.ts';
import { foldBatch } from './fold-batch.ts';
import type { Timer } from './lane-database.ts';
import type { LaneDraft } from './lane-draft.ts';
import type { Lane } from './lane.ts';
import type { RunnerParts } from './runner-parts.ts';
import { encodeRecords } from './record-codec.ts';
import type { ReactorTable } from './reactor-table.ts';
import { announcedOf, type Announced } from './rebuild/announcements.ts';
import { beginRebuilds } from './rebuild/begin-rebuilds.ts';
import { readPages, tellPage, tells } from './rebuild/tell-again.ts';
import type { Reactor, Token } from './reactor.ts';
import { loadSweep } from './sweep/load-sweep.ts';
import { takeInbox } from './take-inbox.ts';
import { together } from './together.ts';
import type { Opening } from './timer-gate.ts';
import type { Tx } from './tx.ts';

const MOST_TIMERS = 1_000;

/** A batch that was committed under this claim and may be deleted from `unpublished` once the log has it. */
export type UnderWay = { readonly lane: Lane; readonly batch: number };

/** What a batch looks for beside the records that it was given. */
export type BatchScope = {
  /** For whom timers may fire. */
  readonly opening: Opening | null;
  /** Whether to look into the inbox. */
  readonly inbox: boolean;
  /** How many keys of sweeps it takes at most. */
  readonly sweepLimit: number;
};

export type BatchTerms = BatchScope & {
  /** Inputs that the database refused, with its reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** In a rehearsal: the only inputs to be folded. */
  readonly only: ReadonlySet<string> | null;
  readonly handled: FoldRules['handled'];
  /** Acknowledged by the log: their rows go with this commit. */
  readonly dropped: readonly UnderWay[];
  /** Set where somebody wants a timer tried again whose lane has not yet read what may refute it. */
  holdsTimer: boolean;
};

/** What happens inside the transaction of one batch: load, fold, save, for all lanes of the batch at once. */
export class BatchTransaction {
  private readonly parts: RunnerParts;
  private readonly table: ReactorTable;
  private readonly announcedOf: ReturnType<typeof announcedOf>;

  constructor(parts: RunnerParts, table: ReactorTable) {
    this.parts = parts;
    this.table = table;
    this.announcedOf = announcedOf(parts.service);
  }

  /**
   * Reads what the drafts are to tell again, before their own transaction: what goes wrong with it must not keep live events from
   * being folded. Whatever is told was committed before, and stays told, so it does not matter that it is another transaction.
   */
  async readPages(drafts: readonly LaneDraft[]): Promise<void> {
    const { database, observer, retelling } = this.parts;
    if (!retelling || !drafts.some(tells)) return;
    try {
      const pages = await database.transaction((tx) => readPages(tx, drafts, retelling()));
      for (const [draft, page] of pages) draft.page = page;
    } catch (error) {
      observer.retrying('reading what is told again', error);
    }
  }

  /** Runs inside `tx`; returns the drafts that changed anything. `terms.handled` is filled. */
  async foldAndSave(tx: Tx, drafts: readonly LaneDraft[], terms: BatchTerms): Promise<LaneDraft[]> {
    const { opening, refused, only, handled, dropped } = terms;
    const { database, service, environment } = this.parts;
    await this.loadTimers(tx, drafts, opening);
    terms.holdsTimer = terms.inbox && (await takeInbox(this.parts, this.table, tx, drafts, opening));
    const begun = beginRebuilds(service, drafts, only);
    if (begun.length > 0) for (const token of this.table.states()) await this.parts.resolve(token).forget?.(begun, tx);
    const nowMs = this.parts.now();
    const { adoption } = this.table;
    if (adoption) {
      const states = this.parts.resolve(adoption.state);
      await loadSweep(tx, drafts, states, { version: environment.newestDue(nowMs), limit: terms.sweepLimit, nowMs });
    }
    const loaded = await this.load(tx, drafts);
    foldBatch(drafts, loaded, {
      service,
      table: this.table,
      environment,
      refused,
      only,
      timersUnconfirmed: opening?.unconfirmed ?? false,
      timersAtMs: opening?.atMs ?? 0,
      adoptedAtMs: nowMs,
      handled,
    });
    for (const draft of drafts) tellPage(draft, service);
    const kept = drafts.filter((draft) => draft.worthCommitting);
    if (kept.length === 0) return [];
    for (const draft of kept) {
      const failed = draft.settled.filter(({ outcome }) => outcome === 'failed').map(({ letter }) => letter);
      for (const letter of [...draft.letters, ...failed]) draft.outgoing.push(announcementOf(letter, service));
      const leaving = [...draft.outgoing, ...draft.retold];
      draft.published = encodeRecords(service, draft.lane.number, leaving, draft.sent, nowMs);
    }
    await together([
      () =>
        database.advance(
          tx,
          kept.map((draft) => draft.toRow()),
        ),
      ...this.saved(tx, loaded),
      ...this.written(tx, kept, dropped),
    ]);
    return kept;
  }

  private saved(tx: Tx, { keyed, shared }: Loaded): (() => Promise<void>)[] {
    const changed = [...keyed.values()].filter((each) => each.changed.size > 0);
    const touched = [...shared.values()].filter((each) => each.touched);
    return [
      ...changed.map(({ store, states, changed: keys }) => {
        const saved = new Map([...keys].map((key) => [key, states.get(key)!]));
        return () => store.save(saved, tx);
      }),
      ...touched.map(
        ({ store, view }) =>
          () =>
            store.save(view, tx),
      ),
    ];
  }

  /** What the drafts hold besides states; nothing is asked of the database for what there is none of. */
  private written(tx: Tx, kept: readonly LaneDraft[], dropped: readonly UnderWay[]): (() => Promise<void>)[] {
    const { database, announcements } = this.parts;
    const announced = this.announcedIn(kept);
    const changes = kept.flatMap((draft) => draft.timerChanges);
    const fired = kept.flatMap((draft) => draft.timers);
    const consumed = kept.flatMap((draft) => draft.consumed);
    const letters = kept.flatMap((draft) => draft.letters);
    const settled = kept.flatMap((draft) => draft.settled);
    const unpublished = kept
      .filter((draft) => draft.published.length > 0)
      .map((draft) => ({ lane: draft.lane.number, batch: draft.lane.nextBatch, records: draft.published }));
    const acknowledged = dropped.map(({ lane, batch }) => ({ lane: lane.number, batch }));
    const writes: (() => Promise<void>)[] = [];
    if (announced.length > 0 && announcements) writes.push(() => announcements.keep(tx, announced));
    if (changes.length > 0 || fired.length > 0) writes.push(() => database.changeTimers(tx, changes, fired));
    if (consumed.length > 0) writes.push(() => database.consumeInbox(tx, consumed));
    if (letters.length > 0) writes.push(() => database.addDeadLetters(tx, letters));
    if (settled.length > 0) writes.push(() => database.settleReplays(tx, settled));
    if (unpublished.length > 0) writes.push(() => database.addUnpublished(tx, unpublished));
    if (acknowledged.length > 0) writes.push(() => database.dropUnpublished(tx, acknowledged));
    return writes;
  }

  private announcedIn(drafts: readonly LaneDraft[]): readonly Announced[] {
    if (!this.parts.announcements) return [];
    return drafts.flatMap(({ lane, outgoing }) =>
      this.announcedOf(
        lane.number,
        outgoing.map(({ event }) => event),
      ),
    );
  }

  private async loadTimers(tx: Tx, drafts: readonly LaneDraft[], opening: Opening | null): Promise<void> {
    if (!opening) return;
    const open = drafts.filter(
      (draft) => opening.lanes.includes(draft.lane) && draft.mayDecide && !draft.rebuild.running,
    );
    const timers = await this.parts.database.dueTimers(
      tx,
      open.map((draft) => draft.lane.number),
      opening.atMs,
      MOST_TIMERS,
    );
    for (const draft of open) draft.timers = timers.filter((timer) => timer.lane === draft.lane.number);
  }

  private async load(tx: Tx, drafts: readonly LaneDraft[]): Promise<Loaded> {
    const wanted = new Map<Token<unknown>, { keys: Set<string>; events: CloudEvent[] }>();
    const want = (token: Token<unknown> | undefined, key: string | null, event: CloudEvent | null): void => {
      if (!token) return;
      let entry = wanted.get(token);
      if (!entry) wanted.set(token, (entry = { keys: new Set(), events: [] }));
      if (key !== null) entry.keys.add(key);
      if (event) entry.events.push(event);
    };
    const wantForEvents = (topic: string, events: readonly CloudEvent[]): void => {
      for (const event of events) {
        for (const reactor of this.table.reactorsFor(topic, event.type)) {
          const key = reactor.kind === 'event' ? keyOf(reactor, event) : null;
          if (key !== null) want(reactor.state, key, event);
          want(reactor.shared, key, event);
        }
      }
    };
    const wantForTimer = (timer: Timer): void => {
      const reactor = this.table.timerReactor(timer.name);
      want(reactor?.state, timer.key, null);
      want(reactor?.shared, timer.key, null);
    };
    const wantForAdopted = (key: string): void => {
      want(this.table.adoption?.state, key, null);
      want(this.table.adoption?.shared, key, null);
    };
    for (const draft of drafts) {
      for (const { record, events } of draft.records) wantForEvents(record.topic, events);
      for (const timer of draft.timers) wantForTimer(timer);
      for (const key of draft.adopting) wantForAdopted(key);
      for (const item of draft.inbox) {
        if (!('letter' in item)) continue;
        if (item.input.kind === 'events') wantForEvents(item.letter.topic, item.input.events);
        if (item.input.kind === 'timer') wantForTimer(item.input.timer);
        if (item.input.kind === 'adopted') wantForAdopted(item.input.key);
      }
    }
    const keyed = [...this.table.states()].flatMap((token) => {
      const entry = wanted.get(token);
      if (!entry) return [];
      const store = this.parts.resolve(token);
      return async (): Promise<readonly [typeof token, LoadedState]> => {
        const states = await store.load([...entry.keys], entry.events, tx);
        return [token, { store, states, changed: new Set() }];
      };
    });
    const shared = [...this.table.sharedStates()].flatMap((token) => {
      const entry = wanted.get(token);
      if (!entry) return [];
      const store = this.parts.resolve(token);
      return async (): Promise<readonly [typeof token, LoadedShared]> => {
        return [token, { store, view: await store.load(entry.events, tx, [...entry.keys]), touched: false }];
      };
    });
    const [states, views] = await together([() => together(keyed), () => together(shared)]);
    return { keyed: new Map(states), shared: new Map(views) };
  }
}

/** Null where the event does not say whose it is: the fold comes upon it again and sets the event aside. */
function keyOf(reactor: Extract<Reactor, { kind: 'event' }>, event: CloudEvent): string | null {
  try {
    return reactor.key?.(event) ?? event.subject;
  } catch {
    return null;
  }
}
