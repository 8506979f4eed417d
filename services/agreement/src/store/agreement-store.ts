import type { AgreementDocument } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';

/** One version of the agreement: once stored it never changes. */
export type AgreementVersion = {
  readonly version: number;
  readonly title: string;
  /** ISO 8601. */
  readonly effectiveFrom: string;
  readonly activatedAt: string;
  /** False for what ships with the product or runs on trial. */
  readonly signed: boolean;
  readonly activatedBy: string;
  /** As it was written, comments included. */
  readonly yaml: string;
  readonly document: AgreementDocument;
};

/** A rep or a catalogued asset, whole, with its revision. */
export type ReferenceItem = {
  readonly kind: 'rep' | 'content';
  readonly id: string;
  readonly revision: number;
  readonly body: Readonly<Record<string, unknown>>;
};

/** Tables that no lane owns: commands change them in their handler's own transaction. */
export abstract class AgreementStore {
  abstract versions(): Promise<readonly AgreementVersion[]>;
  abstract version(version: number): Promise<AgreementVersion | null>;
  /** Locks the list of versions until the transaction ends, so that two activations get two numbers. */
  abstract lockVersions(tx: Tx): Promise<readonly { readonly version: number; readonly signed: boolean }[]>;
  abstract addVersion(tx: Tx, version: AgreementVersion): Promise<void>;

  abstract references(kind: ReferenceItem['kind']): Promise<readonly ReferenceItem[]>;
  /** Locks the item until the transaction ends; null where there is none yet. */
  abstract lockReference(tx: Tx, kind: ReferenceItem['kind'], id: string): Promise<ReferenceItem | null>;
  abstract putReference(tx: Tx, item: ReferenceItem): Promise<void>;
}
