import { describe, expect, it } from '@jest/globals';
import { learnFromAttempts } from '../domain/prediction/learn-from-attempts.ts';
import { someAttempts } from '../scene/some-attempts.ts';
import { ThreadLearner } from './learner.ts';

/** How Node runs the sources as they are. */
const FROM_SOURCES = ['--conditions=@smarketing/source', '--experimental-transform-types', '--no-warnings'];

describe('learning in a thread of its own', () => {
  const learner = new ThreadLearner(FROM_SOURCES);
  const never = new AbortController().signal;

  it('gives what learning here would give, while others get their turn', async () => {
    const attempts = someAttempts(3000);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 10);
    const learned = await learner.learn(attempts, never);
    clearInterval(timer);
    expect(learned).toEqual(learnFromAttempts(attempts));
    expect(turns).toBeGreaterThan(5);
  }, 60_000);

  it('ends when the process stops, without a model', async () => {
    const stopping = new AbortController();
    const learning = learner.learn(someAttempts(20_000), stopping.signal);
    setImmediate(() => stopping.abort());
    await expect(learning).rejects.toThrow('ended before it had learned');
    await expect(learner.learn([], stopping.signal)).rejects.toThrow('The process stops.');
  }, 60_000);

  it('is given up where it takes too long, and the thread ends', async () => {
    const impatient = new ThreadLearner(FROM_SOURCES, 1);
    await expect(impatient.learn(someAttempts(3000), never)).rejects.toThrow('not done within 0.001 s');
  }, 60_000);

  it('is no end of this process where it breaks off', async () => {
    const broken = new ThreadLearner(['--import', 'data:text/javascript,throw new Error("out of memory")']);
    await expect(broken.learn(someAttempts(300), never)).rejects.toThrow('out of memory');
  }, 60_000);
});
