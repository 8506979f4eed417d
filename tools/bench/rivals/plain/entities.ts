import { EntitySchema } from 'typeorm';

export type LedgerRow = { readonly eventId: string };
export type EvidenceRow = {
  readonly eventId: string;
  readonly lead: string;
  readonly type: string;
  readonly points: number;
  readonly body: object;
};
export type ScoreRow = { readonly lead: string; readonly points: number; readonly events: number };

/** Ids of events that were counted. */
export const Ledger = new EntitySchema<LedgerRow>({
  name: 'ledger',
  columns: { eventId: { name: 'event_id', type: 'text', primary: true } },
});

export const Evidence = new EntitySchema<EvidenceRow>({
  name: 'evidence',
  columns: {
    eventId: { name: 'event_id', type: 'text', primary: true },
    lead: { type: 'text' },
    type: { type: 'text' },
    points: { type: 'int' },
    body: { type: 'json' },
  },
});

export const Score = new EntitySchema<ScoreRow>({
  name: 'score',
  columns: {
    lead: { type: 'text', primary: true },
    points: { type: 'int' },
    events: { type: 'int' },
  },
});
