import type { IntakeData, Who } from '@smarketing/contracts';

/** What one client event says, in our words: an intake event before the edge stamps who sent it and when. */
export type Statement = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** Epoch ms; never after its reception. */
  readonly occurredAtMs: number;
  readonly contenthash: string;
  readonly data: IntakeData;
};

/** A client event that says nothing we can take, with why; it goes to the dead letters by way of the intake. */
export type Rejected = {
  readonly id: string;
  readonly source: string;
  readonly problem: string;
  readonly excerpt: string;
};

/** Under which statements about one person meet in one lane, as far as it can be told before knowing who they are. */
export function intakeKey(source: string, who: Who, id: string): string {
  const best = who.leadId ?? who.userId ?? who.email ?? who.crmId ?? who.anonymousId ?? id;
  return `${source} ${best}`;
}

const EXCERPT_CHARS = 4_000;

/** The beginning of what was sent, as text. */
export function excerptOf(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? '').slice(0, EXCERPT_CHARS).toWellFormed();
  } catch {
    return '(nested too deep to print)';
  }
}
