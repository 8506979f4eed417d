import { SharedState } from '@smarketing/messaging';
import type { BookChanges, BookView, RoutingDecision, Seat, StoredPacket } from '../domain/book-view.ts';

/**
 * The book of routing: whose turn it is, how many leads each rep has, who owns which account, and the register of
 * decisions and packets. One transaction at a time has it, so that two routers never give the same place twice.
 */
export abstract class Book extends SharedState<BookView, BookChanges> {
  /** As of now, without waiting for whoever writes. */
  abstract seats(): Promise<readonly Seat[]>;
  /** Newest first, at most `limit`. */
  abstract decisionsOf(leadId: string, limit: number): Promise<readonly RoutingDecision[]>;
  /** Newest first, at most `limit`. */
  abstract packetsOf(leadId: string, limit: number): Promise<readonly StoredPacket[]>;
}
