export type AuditAction =
  'shipped' | 'tried' | 'drafted' | 'edited' | 'proposed' | 'signed' | 'refused' | 'agreed' | 'stepped-down';

/** Who did what to the agreement, and when: written with what it tells of, and never changed. */
export type AuditEntry = {
  /** ISO 8601. */
  readonly at: string;
  /** A person's id, or what the key of a program is called. */
  readonly by: string;
  readonly action: AuditAction;
  readonly proposalId: string | null;
  readonly version: number | null;
  /** What was done, in sentences. */
  readonly details: readonly string[];
};
