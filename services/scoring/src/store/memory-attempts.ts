import type { ScorableEvent } from '@smarketing/agreement';
import { memoryTxOf, type Tx } from '@smarketing/messaging';
import type { LeadAtHand } from '../domain/lead-score.ts';
import type { AttemptOutcome } from '../domain/prediction/attempt.ts';
import { featuresOf, type Features } from '../domain/prediction/features.ts';
import { attemptNotes } from './attempt-notes.ts';

type Row = {
  readonly leadId: string;
  readonly beganAtMs: number;
  readonly features: Features;
  readonly ended: { readonly outcome: AttemptOutcome; readonly atMs: number; readonly known: number } | null;
};

export class MemoryAttempts {
  readonly rows = new Map<string, Row>();
  #known = 0;

  /** `evidenceOf`: all that is stored of a lead, whatever its generation. */
  save(leads: ReadonlyMap<string, LeadAtHand>, evidenceOf: (leadId: string) => readonly ScorableEvent[], tx: Tx): void {
    const memory = memoryTxOf(tx);
    const { withdrawn, began, ended } = attemptNotes(leads);
    for (const [cycleId, { leadId }] of this.rows) if (withdrawn.includes(leadId)) memory.delete(this.rows, cycleId);
    for (const { leadId, cycleId, atMs, fields } of began) {
      if (this.rows.has(cycleId)) continue;
      const features = featuresOf(fields, evidenceOf(leadId), atMs);
      memory.set(this.rows, cycleId, { leadId, beganAtMs: atMs, features, ended: null });
    }
    for (const { cycleId, atMs, outcome } of ended) {
      const row = this.rows.get(cycleId);
      if (row?.ended !== null) continue;
      this.#known += 1;
      memory.set(this.rows, cycleId, { ...row, ended: { outcome, atMs, known: this.#known } });
    }
  }
}
