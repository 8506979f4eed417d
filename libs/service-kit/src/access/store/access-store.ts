import type { Person } from '../principal.ts';
import type { StoredKey } from '../stored-key.ts';

/** What was changed of people and keys. */
export const accessChanges = ['key.created', 'key.revoked', 'person.added', 'person.changed'] as const;

/** One line of the audit trail. */
export type AuditEntry = {
  readonly atMs: number;
  /** The id of the principal. */
  readonly by: string;
  readonly what: (typeof accessChanges)[number];
  /** JSON. Never holds a key. */
  readonly details: Readonly<Record<string, unknown>>;
};

/** `number` grows: the place of the entry in the trail. */
export type NumberedEntry = AuditEntry & { readonly number: number };

/** Who holds keys, or may do so: a person by the id, a program by the name. */
export type Holder = {
  readonly person: Person | null;
  /** Those that are neither revoked nor expired. */
  readonly activeKeys: readonly StoredKey[];
  /** Whether there ever was a program of that name. */
  readonly isProgram: boolean;
};

export type KeyPage = {
  /** Only those that are active at this instant; null for all. */
  readonly activeAtMs: number | null;
  readonly limit: number;
  /** The id of the last one of the page before. */
  readonly after: string | undefined;
};

export type NewKey = Omit<StoredKey, 'revokedAtMs' | 'revokedBy'>;

/** What can be changed in one transaction. */
export abstract class AccessChange {
  /** Waits until nobody else changes this holder, and keeps others waiting until the end of the transaction. */
  abstract lockHolder(id: string, nowMs: number): Promise<Holder>;
  /** Locks the key; null where there is none of that id. */
  abstract lockKey(id: string): Promise<StoredKey | null>;
  /** `digest` in hex. */
  abstract addKey(key: NewKey, digest: string): Promise<void>;
  abstract revokeKey(id: string, atMs: number, by: string): Promise<void>;
  abstract putPerson(person: Person): Promise<void>;
  abstract addAudit(entry: AuditEntry): Promise<void>;
}

/** The people, their keys and those of programs, and the trail of what was changed. Shared by all services of an installation. */
export abstract class AccessStore {
  /** The keys with these digests (hex), whatever their state. Those that there are not are missing. */
  abstract findKeys(digests: readonly string[]): Promise<ReadonlyMap<string, StoredKey>>;
  /** Newest first, by their ids. */
  abstract keys(page: KeyPage): Promise<readonly StoredKey[]>;
  /** By their ids. */
  abstract people(): Promise<readonly Person[]>;
  /** Newest first; `before` is the number of the last entry of the page before. */
  abstract audit(limit: number, before: number | undefined): Promise<readonly NumberedEntry[]>;
  /** All that `work` changes, or nothing where it throws. */
  abstract change<T>(work: (change: AccessChange) => Promise<T>): Promise<T>;
}
