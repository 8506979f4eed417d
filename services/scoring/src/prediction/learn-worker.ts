import { parentPort, workerData } from 'node:worker_threads';
import type { EndedAttempt } from '../domain/prediction/attempt.ts';
import { learnFromAttempts } from '../domain/prediction/learn-from-attempts.ts';

/** The thread of ThreadLearner: takes attempts, answers with what they teach. */
parentPort?.postMessage(learnFromAttempts(workerData as readonly EndedAttempt[]));
