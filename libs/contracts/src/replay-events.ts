import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import { instant } from './shapes.ts';
import type { TopicName } from './topics.ts';

/** Where the events that are told again for a rebuild go to, by the service that rebuilds: nobody else ever sees one. */
export const retoldTopics = {
  scoring: 'smarketing.retold-scoring.v1',
  feedback: 'smarketing.retold-feedback.v1',
  console: 'smarketing.retold-console.v1',
} as const satisfies Record<string, TopicName>;

/** The services that derive state from what others tell, and can be told again. */
export type Rebuildable = keyof typeof retoldTopics;
export const rebuildable = Object.keys(retoldTopics) as readonly Rebuildable[];

/** `replayId` is a uuid v7: of two replays of one service the younger one has the higher id. */
const replay = { replayId: z.string(), for: z.enum(rebuildable) };

/** Somebody wants what a service derives to be built again. Each lane is told on its own: the subject is its number. */
export const replayRequested = defineEvent(
  'replay.requested',
  'smarketing.replay.v1',
  z.looseObject({ ...replay, at: instant }),
);

/** A lane has forgotten what it derived, and asks those it derives it from to tell it again. */
export const replayBegun = defineEvent('replay.begun', 'smarketing.replay.v1', z.looseObject(replay));

const finished = z.looseObject({
  ...replay,
  /** Who has told all that it holds for true about the leads of this lane. */
  by: z.string(),
  /** How many events that were. */
  events: z.int(),
});

/** Follows the last retold event on its own topic, so that it cannot be heard before it. */
export const retellingFinished = {
  scoring: defineEvent('retelling.finished', retoldTopics.scoring, finished),
  feedback: defineEvent('retelling.finished', retoldTopics.feedback, finished),
  console: defineEvent('retelling.finished', retoldTopics.console, finished),
};
