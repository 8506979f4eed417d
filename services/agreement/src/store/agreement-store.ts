import type { AgreementDocument } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';
import type { AuditEntry, AuditSubject } from '../domain/audit-entry.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { Signature } from '../domain/signature.ts';

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
  readonly signatures: readonly Signature[];
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

export type AuditQuery = {
  /** The position of the last one seen. */
  readonly before: number | null;
  /** Null for the whole trail. */
  readonly about: AuditSubject | null;
  readonly limit: number;
};

/** Tables that no lane owns: commands change them in their handler's own transaction. */
export abstract class AgreementStore {
  /** Newest first. */
  abstract versions(): Promise<readonly AgreementVersion[]>;
  abstract version(version: number): Promise<AgreementVersion | null>;
  /** Newest first; locks the list until the transaction ends, so that two activations get two numbers. */
  abstract lockVersions(tx: Tx): Promise<readonly AgreementVersion[]>;
  abstract addVersion(tx: Tx, version: AgreementVersion): Promise<void>;

  /** Newest first. */
  abstract proposals(): Promise<readonly Proposal[]>;
  abstract proposal(id: string): Promise<Proposal | null>;
  /** Locks the proposal until the transaction ends. */
  abstract lockProposal(tx: Tx, id: string): Promise<Proposal | null>;
  /** Stores it, in place of its former revision. */
  abstract putProposal(tx: Tx, proposal: Proposal): Promise<void>;

  abstract addAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first. */
  abstract audit(query: AuditQuery): Promise<readonly (AuditEntry & { readonly position: number })[]>;

  abstract references(kind: ReferenceItem['kind']): Promise<readonly ReferenceItem[]>;
  /** Locks the item until the transaction ends; null where there is none yet. */
  abstract lockReference(tx: Tx, kind: ReferenceItem['kind'], id: string): Promise<ReferenceItem | null>;
  abstract putReference(tx: Tx, item: ReferenceItem): Promise<void>;
}
