import type { CloudEvent, IntakeData } from '@smarketing/contracts';
import { SharedState, type Tx } from '@smarketing/messaging';
import type { DirectoryChange, DirectoryView } from '../domain/directory-view.ts';

/** One statement that counts, as a timeline shows it. */
export type Evidence = {
  readonly eventId: string;
  readonly source: string;
  readonly type: string;
  readonly occurredAtMs: number;
  readonly receivedAtMs: number;
  readonly payload: IntakeData;
};

/** A place in a timeline, newest first: what comes after it is older, or as old with a smaller id. */
export type TimelinePlace = { readonly occurredAtMs: number; readonly eventId: string };

/**
 * Who is who, and what was said about whom. No lane owns any of it, since a person's names lie in many lanes: rows are locked
 * while a batch decides, and a batch that was overtaken decides again.
 */
export abstract class Directory extends SharedState<DirectoryView, DirectoryChange> {
  abstract override load(events: readonly CloudEvent[], tx: Tx): Promise<DirectoryView>;

  apply(view: DirectoryView, changes: DirectoryChange): void {
    view.apply(changes);
  }

  /** What counts about a lead, newest first, after `place`; null where there is no such lead. */
  abstract timeline(leadId: string, limit: number, place?: TimelinePlace): Promise<readonly Evidence[] | null>;
}
