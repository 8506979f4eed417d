import type { ClientEvent, LedgerRow } from './client-event.ts';
import { identifierKey, type Identifier } from './identity/identifiers.ts';
import type { Lead } from './lead.ts';

/** An identifier that from now on names this lead; `from` where it named another until now. */
export type Naming = { readonly identifier: Identifier; readonly leadId: string; readonly from?: string };

/** What one statement changes in the directory. */
export type DirectoryChange = {
  /** A row to keep. */
  readonly row?: ClientEvent;
  /** A row that was sent once more. */
  readonly repeat?: Pick<ClientEvent, 'eventId' | 'variant'>;
  /** A new lead, or a new version of one. */
  readonly lead?: Lead;
  readonly namings?: readonly Naming[];
};

const MOST_MOVES = 10;

/**
 * The part of the directory that a batch works on: what was loaded, and on top of it what the batch has decided so far, so that
 * a decision sees what the ones before it did.
 */
export class DirectoryView {
  readonly leads = new Map<string, Lead>();
  /** Lead ids by identifier key. */
  readonly names = new Map<string, string>();

  /** To be written, in this order. */
  readonly rows: ClientEvent[] = [];
  readonly repeats = new Map<string, { readonly eventId: string; readonly variant: number; count: number }>();
  readonly namings = new Map<string, Naming>();
  /** Changed leads with the version that was loaded; 0 for new ones. */
  readonly changed = new Map<string, number>();

  private readonly ledger = new Map<string, Map<number, LedgerRow>>();

  addLedgerRow(row: LedgerRow): void {
    const rows = this.ledger.get(row.eventId) ?? new Map<number, LedgerRow>();
    const known = rows.get(row.variant);
    rows.set(row.variant, known ? { ...row, payload: row.payload ?? known.payload } : row);
    this.ledger.set(row.eventId, rows);
  }

  ledgerRow(eventId: string, variant: number): LedgerRow | undefined {
    return this.ledger.get(eventId)?.get(variant);
  }

  /** The lead of that id, or the one that it was merged into. */
  lead(id: string): Lead | undefined {
    let lead = this.leads.get(id);
    for (let moves = 0; lead?.movedTo && moves < MOST_MOVES; moves++) lead = this.leads.get(lead.movedTo);
    return lead;
  }

  leadNamed(identifier: Identifier): Lead | undefined {
    const id = this.names.get(identifierKey(identifier));
    return id === undefined ? undefined : this.lead(id);
  }

  apply({ row, repeat, lead, namings = [] }: DirectoryChange): void {
    if (row) {
      this.rows.push(row);
      this.addLedgerRow(row);
    }
    if (repeat) {
      const key = `${repeat.eventId}/${repeat.variant}`;
      const counted = this.repeats.get(key);
      if (counted) counted.count++;
      else this.repeats.set(key, { ...repeat, count: 1 });
    }
    if (lead) {
      if (!this.changed.has(lead.id)) this.changed.set(lead.id, this.leads.get(lead.id)?.version ?? 0);
      this.leads.set(lead.id, lead);
    }
    for (const naming of namings) this.name(naming);
  }

  private name(naming: Naming): void {
    const key = identifierKey(naming.identifier);
    const earlier = this.namings.get(key);
    this.names.set(key, naming.leadId);
    if (!earlier) this.namings.set(key, naming);
    else this.namings.set(key, { ...earlier, leadId: naming.leadId });
  }
}
