import * as z from 'zod';
import { Failure } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { Installation } from './installation.ts';
import { patiently } from './patiently.ts';
import { flowAnswer, stoppedInWords } from './until-idle.ts';

/** The answer of `GET /api/replays`. */
const replaysAnswer = z.looseObject({
  items: z.array(
    z.looseObject({
      for: z.string(),
      id: z.string(),
      state: z.enum(['running', 'done']),
      lanes: z.looseObject({ done: z.int(), total: z.int() }),
      events: z.int(),
      waitingFor: z.array(z.string()),
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type Replay = z.output<typeof replaysAnswer>['items'][number];

const LOOK_EVERY_MS = 250;
/** Lanes of a service, until it says how many there are. */
const LANES = 24;

/**
 * Waits until the services have done this replay, or a later one that somebody else asked for meanwhile. Throws Failure where
 * lanes stand still, or when it takes longer than `withinMs`: the replay goes on then, or as soon as it can.
 */
export async function untilRebuilt(
  installation: Installation,
  asked: { readonly id: string; readonly for: readonly string[] },
  terminal: Terminal,
  withinMs: number,
): Promise<readonly Replay[]> {
  const givenUpAt = terminal.now() + withinMs;
  const bar = terminal.progress('rebuilding', asked.for.length * LANES);
  let shown = 0;
  try {
    for (;;) {
      const { items } = await patiently(() => installation.get('/api/replays', replaysAnswer), terminal);
      const known = items.filter((replay) => asked.for.includes(replay.for) && replay.id >= asked.id);
      const done = known.reduce((sum, { lanes }) => sum + lanes.done, 0);
      bar.advance(Math.max(0, done - shown));
      shown = Math.max(shown, done);
      if (known.length === asked.for.length && known.every(({ state }) => state === 'done')) return known;
      const stopped = stoppedInWords(await patiently(() => installation.get('/api/flow', flowAnswer), terminal));
      if (stopped !== null) throw new Failure(`The replay does not get on: ${stopped}`);
      if (terminal.now() >= givenUpAt) throw new Failure(tooLong(known, withinMs));
      await terminal.wait(LOOK_EVERY_MS);
    }
  } finally {
    bar.end();
  }
}

function tooLong(known: readonly Replay[], withinMs: number): string {
  const waiting = [...new Set(known.flatMap(({ waitingFor }) => waitingFor))].join(', ');
  const because = waiting === '' ? '' : `; it waits for ${waiting}`;
  return `After ${withinMs / 1000} s the replay still goes on${because}. It ends by itself: smarketing doctor says how far it is.`;
}
