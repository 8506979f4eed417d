import {
  flow,
  rebuildable,
  retoldTypes,
  type CloudEvent,
  type FlowRow,
  type Rebuildable,
  type ServiceName,
} from '@smarketing/contracts';
import type { Tx } from '../tx.ts';
import { RetellingSource, type RetoldPage } from './retelling-source.ts';

/** A published event that is kept to be told again. */
export type Announced = {
  readonly lane: number;
  readonly event: CloudEvent;
  /** Set where only the newest event of its lead, type and facet is worth keeping. */
  readonly facet: string | null;
};

/** What a service has announced of its own decisions; kept by the runner in the transaction that decided them. */
export abstract class Announcements {
  /** Each event once; of those with a facet the last takes the place of the earlier ones of its lead and type. */
  abstract keep(tx: Tx, announced: readonly Announced[]): Promise<void>;
  /** Those of these types that were kept before the first page was asked for, at most `limit`; see RetellingSource. */
  abstract page(
    tx: Tx,
    ask: {
      readonly lane: number;
      readonly types: readonly string[];
      readonly after: string | null;
      readonly limit: number;
    },
  ): Promise<{ readonly events: readonly CloudEvent[]; readonly after: string | null }>;
}

/** Tells again what the service has announced. */
export class AnnouncedRetelling extends RetellingSource {
  private readonly announcements: Announcements;
  private readonly service: ServiceName;

  constructor(announcements: Announcements, service: ServiceName) {
    super();
    this.announcements = announcements;
    this.service = service;
  }

  async page(
    tx: Tx,
    {
      service,
      ...ask
    }: { readonly lane: number; readonly service: Rebuildable; readonly after: string | null; readonly limit: number },
  ): Promise<RetoldPage> {
    const page = await this.announcements.page(tx, { ...ask, types: retoldTypes(this.service, service) });
    return { ...page, unreadable: [] };
  }
}

/** What is worth keeping of what a service publishes: what others may ask it to tell again. */
export function announcedOf(
  service: ServiceName,
): (lane: number, events: readonly CloudEvent[]) => readonly Announced[] {
  const told = new Set(rebuildable.flatMap((to) => retoldTypes(service, to)));
  const facets = new Map((flow as readonly FlowRow[]).map((row) => [row.event.type, row.newestPer]));
  return (lane, events) =>
    events
      .filter(({ type }) => told.has(type))
      .map((event) => ({ lane, event, facet: facetOf(event, facets.get(event.type)) }));
}

function facetOf({ data }: CloudEvent, field: string | undefined): string | null {
  return field === undefined ? null : String((data as Readonly<Record<string, unknown>>)[field]);
}
