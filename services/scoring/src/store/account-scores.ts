import { KeyedState } from '@smarketing/messaging';
import { newAccountScore, type AccountScore } from '../domain/account/account-score.ts';

/** What companies are worth, by domain. A rebuild forgets nothing of it: it is made of what leads have decided here. */
export abstract class AccountScores extends KeyedState<AccountScore> {
  override initial(): AccountScore {
    return newAccountScore();
  }

  /** As last committed; null for a company that no contact ever told of. */
  abstract find(domain: string): Promise<AccountScore | null>;
}
