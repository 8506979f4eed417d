import * as z from 'zod';
import { Failure } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { Installation } from './installation.ts';
import { patiently } from './patiently.ts';

/** The answer of `GET /api/flow`, as far as it is read here. */
export const flowAnswer = z.looseObject({
  idle: z.boolean(),
  topics: z.array(
    z.looseObject({
      topic: z.string(),
      groups: z.array(z.looseObject({ group: z.string(), lag: z.number() })),
    }),
  ),
  /** Why it is not idle, in words. */
  waitingFor: z.array(z.string()).default([]),
  /** Lanes that stand still until somebody acts. */
  stopped: z.array(z.looseObject({ service: z.string(), lane: z.number(), because: z.string() })).default([]),
  services: z.array(z.looseObject({ service: z.string(), failure: z.string().nullish() })).default([]),
});
export type FlowAnswer = z.output<typeof flowAnswer>;

const LOOK_EVERY_MS = 250;

/** Waits until nothing is under way any more. Throws Failure when that takes longer than `withinMs`. */
export async function untilIdle(installation: Installation, terminal: Terminal, withinMs: number): Promise<void> {
  const givenUpAt = terminal.now() + withinMs;
  for (;;) {
    const flow = await patiently(() => installation.get('/api/flow', flowAnswer), terminal);
    if (flow.idle) return;
    const stopped = stoppedInWords(flow);
    if (stopped !== null) throw new Failure(`It is all sent, but the installation does not get on with it: ${stopped}`);
    if (terminal.now() >= givenUpAt) {
      throw new Failure(
        `It is all sent, but after ${withinMs / 1000} s the installation still works on it: ${waitingInWords(flow)}.`,
      );
    }
    await terminal.wait(LOOK_EVERY_MS);
  }
}

/** The first few things that are under way. */
export function waitingInWords({ waitingFor }: FlowAnswer): string {
  if (waitingFor.length === 0) return 'something is under way';
  return waitingFor.slice(0, 5).join(', ') + (waitingFor.length > 5 ? `, and ${waitingFor.length - 5} more` : '');
}

/** Null where every lane runs. */
export function stoppedInWords({ stopped }: FlowAnswer): string | null {
  const [first] = stopped;
  if (first === undefined) return null;
  const lanes = stopped.length === 1 ? 'a lane stands still' : `${stopped.length} lanes stand still`;
  return `${lanes}, the first is lane ${first.lane} of ${first.service}: ${first.because}`;
}
