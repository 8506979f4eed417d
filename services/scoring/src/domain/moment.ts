import type { CompiledAgreement } from '@smarketing/agreement';

/** Of a catalogued asset, what a dossier tells and what conditions read. */
export type Catalogued = {
  readonly title: string;
  readonly type?: string | undefined;
  readonly topic?: string | undefined;
  readonly pain?: string | undefined;
  readonly stage?: string | undefined;
};

/** The circumstances of one decision. */
export type Moment = {
  readonly leadId: string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  readonly agreement: CompiledAgreement;
  readonly content: ReadonlyMap<string, Catalogued>;
  /** Stable for this input: ids are derived from it. */
  readonly inputId: string;
  /** When the edge received what caused this. */
  readonly receivedAt?: string | undefined;
  /** True while evidence and snapshots are being told again: nobody is judged by a part of them. */
  readonly rebuilding: boolean;
  /** How many more leads a change of the rules alone may bring to sales today; left out where that is not asked for: none. */
  readonly roomByRules?: number | undefined;
};
