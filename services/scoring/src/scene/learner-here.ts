import type { EndedAttempt } from '../domain/prediction/attempt.ts';
import { learnFromAttempts } from '../domain/prediction/learn-from-attempts.ts';
import type { LearnedModel } from '../domain/prediction/model-version.ts';
import { Learner } from '../prediction/learner.ts';

/** Learns where it is asked, without a thread. */
export class LearnerHere extends Learner {
  times = 0;

  async learn(attempts: readonly EndedAttempt[]): Promise<LearnedModel> {
    this.times += 1;
    return learnFromAttempts(attempts);
  }
}
