import type { ScorableEvent } from '@smarketing/agreement';
import type { CloudEvent } from '@smarketing/contracts';
import { LANES, MemoryKeyedState, laneOf, memoryTxOf, type KeysAsked, type Tx } from '@smarketing/messaging';
import { decidedUnder } from '../domain/decided-under.ts';
import { instantOf } from '../domain/evidence-of.ts';
import { forgotten } from '../domain/forget.ts';
import { attemptedOf, type Attempted } from '../domain/hunch/attempted.ts';
import { isIn, type Excerpt } from '../domain/preview/excerpt.ts';
import { personOf, type Glance } from '../domain/preview/history.ts';
import {
  atHandOf,
  newLeadAtHand,
  newLeadScore,
  type KnownEvidence,
  type LeadAtHand,
  type LeadScore,
} from '../domain/lead-score.ts';
import { SNAPSHOTS_KEPT, distinctSnapshots, type ProfileSnapshot } from '../domain/profile-snapshot.ts';
import { completed } from '../domain/stored-score.ts';
import {
  LeadScores,
  byMail,
  carried,
  carryOverOf,
  eventIdsOf,
  leadsToldAgain,
  mailsNamedIn,
  needsEvidence,
  storedOf,
  type Carrying,
  type NewestVersion,
} from './lead-scores.ts';
import { MemoryAttempts } from './memory-attempts.ts';

type Row = { readonly leadId: string; readonly body: string; readonly generation: number; readonly weighed: boolean };

export class MemoryLeadScores extends LeadScores {
  readonly attempts = new MemoryAttempts();
  readonly #states = new MemoryKeyedState<LeadScore>(newLeadScore);
  readonly #evidence = new Map<string, Row>();
  /** By lead. */
  readonly #snapshots = new Map<string, readonly ProfileSnapshot[]>();
  readonly #read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly #newestVersion: NewestVersion;
  readonly #carrying: Carrying;

  /** @param read runs work in a transaction of the memory database to which the states belong */
  constructor(
    read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
    newestVersion: NewestVersion,
    carrying: Carrying = () => null,
  ) {
    super();
    this.#read = read;
    this.#newestVersion = newestVersion;
    this.#carrying = carrying;
  }

  async load(keys: readonly string[], events: readonly CloudEvent[], tx: Tx): Promise<Map<string, LeadAtHand>> {
    const known = await this.#known(eventIdsOf(events), tx);
    const toldAgain = leadsToldAgain(events, known);
    const named = mailsNamedIn(events);
    const stored = await this.#states.load(keys, events, tx);
    const loaded = new Map<string, LeadAtHand>();
    for (const key of keys) {
      const row = stored.get(key);
      if (row === undefined) {
        if (known.size > 0) loaded.set(key, newLeadAtHand(known));
        continue;
      }
      let lead = completed(row);
      const over = toldAgain.has(key) ? null : carryOverOf(lead, this.#newestVersion(), this.#carrying);
      if (over) lead = { ...lead, tallies: carried(lead.tallies, over, this.#evidenceOf(key, lead.generation)) };
      const isNeeded = needsEvidence(lead, this.#newestVersion()) || toldAgain.has(key);
      const history = this.#evidenceOf(key, lead.generation);
      const evidence = isNeeded ? () => history : null;
      const all = byMail(history);
      const mine = named.flatMap(({ lead: about, messageId }) => (about === key ? [messageId] : []));
      const mails = new Map([...all].filter(([messageId]) => mine.includes(messageId)));
      loaded.set(key, { ...lead, atHand: atHandOf({ known, evidence, mails }) });
    }
    return loaded;
  }

  async save(leads: ReadonlyMap<string, LeadAtHand>, tx: Tx): Promise<void> {
    const memory = memoryTxOf(tx);
    for (const [leadId, { atHand, generation }] of leads) {
      for (const { event, weighed } of atHand.added) {
        const known = this.#evidence.get(event.id);
        if (known !== undefined && known.generation >= generation) continue;
        const row = { leadId: known?.leadId ?? leadId, body: JSON.stringify(event), generation, weighed };
        memory.set(this.#evidence, event.id, row);
      }
      for (const id of atHand.weighed) {
        const known = this.#evidence.get(id);
        if (known) memory.set(this.#evidence, id, { ...known, weighed: true });
      }
      if (atHand.snapshots.length > 0) {
        const all = distinctSnapshots([...(this.#snapshots.get(leadId) ?? []), ...atHand.snapshots]);
        const newest = all.toSorted((a, b) => a.version - b.version).slice(-SNAPSHOTS_KEPT);
        memory.set(this.#snapshots, leadId, newest);
      }
    }
    this.attempts.save(leads, (leadId) => this.#allEvidenceOf(leadId), tx);
    await this.#states.save(new Map([...leads].map(([leadId, lead]) => [leadId, storedOf(lead)])), tx);
  }

  override async forget(lanes: readonly number[], tx: Tx): Promise<void> {
    const stored = await this.#states.load(this.#states.keysOf(lanes), [], tx);
    await this.#states.save(new Map([...stored].map(([key, lead]) => [key, forgotten(completed(lead))])), tx);
  }

  async lanesBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlySet<number>> {
    return new Set((await this.#behind(lanes, version, tx)).map((key) => laneOf(key)));
  }

  async countBehind(lanes: readonly number[], version: number, tx: Tx): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    for (const key of await this.#behind(lanes, version, tx)) {
      counts.set(laneOf(key), (counts.get(laneOf(key)) ?? 0) + 1);
    }
    return counts;
  }

  async keysBehind({ lane, version, after, limit }: KeysAsked, tx: Tx): Promise<readonly string[]> {
    const keys = (await this.#behind([lane], version, tx)).filter((key) => key > (after ?? ''));
    return keys.toSorted().slice(0, limit);
  }

  async #behind(lanes: readonly number[], version: number, tx: Tx): Promise<string[]> {
    const leads = await this.#states.load(this.#states.keysOf(lanes), [], tx);
    return [...leads].filter(([, lead]) => decidedUnder(lead) < version).map(([key]) => key);
  }

  async find(leadId: string): Promise<LeadScore | null> {
    const found = await this.#read((tx) => this.#states.load([leadId], [], tx));
    const row = found.get(leadId);
    return row === undefined ? null : completed(row);
  }

  async evidence(leadId: string, untilMs: number): Promise<readonly ScorableEvent[]> {
    const { generation = 0 } = (await this.find(leadId)) ?? {};
    return this.#evidenceOf(leadId, generation).filter((event) => instantOf(event) <= untilMs);
  }

  async *glances({ span, signalsSinceMs }: Excerpt): AsyncIterable<readonly Glance[]> {
    const leadIds = [...new Set([...this.#evidence.values()].map(({ leadId }) => leadId))].toSorted();
    for (const leadId of leadIds) {
      const lead = await this.find(leadId);
      const evidence = await this.evidence(leadId, span.untilMs);
      if (lead === null || !evidence.some((event) => instantOf(event) > span.fromMs)) continue;
      const did: Record<string, number> = {};
      for (const event of evidence) {
        if (instantOf(event) > signalsSinceMs) did[event.type] = (did[event.type] ?? 0) + 1;
      }
      yield [{ ...personOf(leadId, lead, this.#snapshots.get(leadId) ?? []), did }];
    }
  }

  async excerpts(leadIds: readonly string[], excerpt: Excerpt): Promise<ReadonlyMap<string, readonly ScorableEvent[]>> {
    const excerpts = new Map<string, readonly ScorableEvent[]>();
    for (const leadId of leadIds) {
      const evidence = await this.evidence(leadId, excerpt.span.untilMs);
      const wanted = evidence.filter((event) => isIn(excerpt, event));
      if (wanted.length > 0) excerpts.set(leadId, wanted);
    }
    return excerpts;
  }

  async *everybody(): AsyncIterable<readonly Attempted[]> {
    const keys = this.#states.keysOf(Array.from({ length: LANES }, (_, lane) => lane));
    const stored = await this.#read((tx) => this.#states.load(keys, [], tx));
    yield [...stored]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([leadId, lead]) => attemptedOf(leadId, completed(lead)));
  }

  async #known(eventIds: readonly string[], tx: Tx): Promise<ReadonlyMap<string, KnownEvidence>> {
    const rows = eventIds.flatMap((id): [string, Row][] => {
      const row = this.#evidence.get(id);
      return row === undefined ? [] : [[id, row]];
    });
    const leads = await this.#states.load(
      rows.map(([, { leadId }]) => leadId),
      [],
      tx,
    );
    return new Map(
      rows.map(([id, row]) => {
        const { generation } = completed(leads.get(row.leadId) ?? newLeadScore());
        return [id, { weighed: row.weighed, forgotten: row.generation < generation ? eventOf(row) : null }];
      }),
    );
  }

  #allEvidenceOf(leadId: string): ScorableEvent[] {
    return [...this.#evidence.values()].filter((row) => row.leadId === leadId).map(eventOf);
  }

  #evidenceOf(leadId: string, generation: number): ScorableEvent[] {
    return [...this.#evidence.values()]
      .filter((row) => row.leadId === leadId && row.generation === generation)
      .map(eventOf)
      .sort((a, b) => instantOf(a) - instantOf(b) || (a.id < b.id ? -1 : 1));
  }
}

function eventOf({ body }: Row): ScorableEvent {
  return JSON.parse(body) as ScorableEvent;
}
