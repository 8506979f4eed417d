import { engagementRecorded, retoldTypes, salesTypes, type CloudEvent, type Rebuildable } from '@smarketing/contracts';
import { RetellingSource, laneOf, type RetoldPage, type Tx } from '@smarketing/messaging';
import { clientOf } from '@smarketing/postgres';
import pg from 'pg';
import type { Lead } from '../domain/lead.ts';
import { retoldSnapshots, retoldStatement, type ToldStatement } from '../domain/retold-statement.ts';
import { retellingSql } from './directory-sql.ts';

/** Lead ids looked through for those of one lane; and leads told in one page. */
const IDS_PER_PAGE = 2_400;
const LEADS_PER_PAGE = 100;

type Ask = {
  readonly lane: number;
  readonly service: Rebuildable;
  readonly after: string | null;
  readonly limit: number;
};
/** Where a page ended: behind a lead, or within one, behind a statement of it. */
type Place = { readonly lead: string; readonly within?: { readonly occurredAtMs: number; readonly eventId: string } };

/** Tells again what counts about the leads of a lane, from the evidence itself: leads by id, their statements newest first. */
export class PostgresRetelling extends RetellingSource {
  readonly #sql: ReturnType<typeof retellingSql>;

  constructor(schema: string) {
    super();
    this.#sql = retellingSql(pg.escapeIdentifier(schema));
  }

  async page(tx: Tx, { lane, service, after, limit }: Ask): Promise<RetoldPage> {
    const types = new Set(retoldTypes('ingestion', service));
    const place = after === null ? null : placeOf(after);
    const { ids, next } = place?.within
      ? { ids: [place.lead], next: place.lead }
      : await this.#idsAfter(tx, lane, place?.lead ?? null);
    if (ids.length === 0) return { events: [], unreadable: [], after: next };
    const leads = await this.#leads(tx, ids);
    // Engagement is most of the evidence: who does not want it need not wait for it.
    const wanted = types.has(engagementRecorded.type) ? null : salesTypes;
    const found = await this.#statements(tx, ids, wanted, place?.within, limit + 1);
    const rows = found.slice(0, limit);
    const isCut = found.length > limit;
    const last = rows.at(-1);
    const events: CloudEvent[] = [];
    const unreadable: RetoldPage['unreadable'][number][] = [];
    for (const lead of leads.values()) {
      // Told with its first statements; what the page has no room for is told with the next.
      if (!place?.within && (!isCut || lead.id <= last!.leadId)) events.push(...retoldSnapshots(lead));
    }
    for (const row of rows) {
      try {
        events.push(...retoldStatement(row, leads.get(row.leadId)!));
      } catch (error) {
        unreadable.push({ id: row.eventId, type: row.type, error, payload: JSON.stringify(row) });
      }
    }
    return {
      events: events.filter(({ type }) => types.has(type)),
      unreadable,
      after: isCut ? textOf({ lead: last!.leadId, within: last! }) : next,
    };
  }

  /** The next leads of the lane, and where the search goes on. */
  async #idsAfter(
    tx: Tx,
    lane: number,
    after: string | null,
  ): Promise<{ ids: readonly string[]; next: string | null }> {
    const { rows } = await clientOf(tx).query<{ id: string }>(this.#sql.leadIds, [after, IDS_PER_PAGE]);
    const ofLane = rows.map(({ id }) => id).filter((id) => laneOf(id) === lane);
    const ids = ofLane.slice(0, LEADS_PER_PAGE);
    if (ids.length < ofLane.length) return { ids, next: ids.at(-1)! };
    return { ids, next: rows.length < IDS_PER_PAGE ? null : rows.at(-1)!.id };
  }

  async #leads(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Lead>> {
    const { rows } = await clientOf(tx).query<Lead>(this.#sql.leads, [ids]);
    return new Map(rows.map((lead) => [lead.id, lead]));
  }

  async #statements(
    tx: Tx,
    ids: readonly string[],
    types: readonly string[] | null,
    within: Place['within'],
    limit: number,
  ): Promise<readonly ToldStatement[]> {
    const { rows } = await clientOf(tx).query<ToldStatement>(this.#sql.statements, [
      ids,
      types,
      within?.occurredAtMs ?? null,
      within?.eventId ?? null,
      limit,
    ]);
    return rows;
  }
}

function textOf({ lead, within }: Place): string {
  return within ? `${lead} ${within.occurredAtMs} ${within.eventId}` : lead;
}

function placeOf(text: string): Place {
  const [lead = '', occurredAt, eventId] = text.split(' ');
  return eventId === undefined ? { lead } : { lead, within: { occurredAtMs: Number(occurredAt), eventId } };
}
