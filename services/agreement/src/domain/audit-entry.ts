export type AuditAction =
  | 'shipped'
  | 'tried'
  | 'drafted'
  | 'edited'
  | 'proposed'
  | 'signed'
  | 'refused'
  | 'agreed'
  | 'stepped-down'
  | 'added'
  | 'changed';

/** What the trail tells of: the agreement, or one kind of reference data, for which nobody signs. */
export const auditSubjects = ['agreement', 'rep', 'content'] as const;
export type AuditSubject = (typeof auditSubjects)[number];

/** Who did what to the agreement, a rep or a piece of content, and when: written with what it tells of, and never changed. */
export type AuditEntry = {
  /** ISO 8601. */
  readonly at: string;
  /** A person's id, or what the key of a program is called. */
  readonly by: string;
  readonly action: AuditAction;
  readonly proposalId: string | null;
  readonly version: number | null;
  readonly about: AuditSubject;
  /** Of the rep, or of the piece of content. */
  readonly itemId: string | null;
  /** What was done, in sentences. */
  readonly details: readonly string[];
};
