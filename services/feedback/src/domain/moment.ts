import type { CompiledAgreement } from '@smarketing/agreement';

export const DAY_MS = 86_400_000;

/** When and under what a decision about one lead is made. */
export type Moment = {
  readonly leadId: string;
  /** Epoch ms. */
  readonly nowMs: number;
  readonly agreement: CompiledAgreement;
  readonly agreementVersion: number;
  /** Ids are derived from it. */
  readonly inputId: string;
  /** ISO 8601: when the edge received what caused this. */
  readonly receivedAt: string | undefined;
  /** True while the facts are being told again: nothing may be concluded from what is not known. */
  readonly rebuilding: boolean;
};

/** What lies further back is history: it becomes a figure and starts nothing. */
export function isHistory(atMs: number, { nowMs, agreement }: Moment): boolean {
  return atMs < nowMs - agreement.document.qualification.freshnessDays * DAY_MS;
}

export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
