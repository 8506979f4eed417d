import type { Said } from './stages.ts';
import type { Ambush, StageName, Trouble } from './world.ts';

/** What befalls the system between one moment and the next. Numbers choose among what is there, modulo how many there are. */
export type Step =
  /** A client says something new, at one of the intake's partitions. */
  | {
      readonly do: 'say';
      readonly lead: number;
      readonly topic: number;
      readonly kind: Said['kind'];
      readonly at: number;
    }
  /** A client that got no answer says the same again; perhaps under another key. */
  | { readonly do: 'say again'; readonly which: number; readonly elsewhere: number | null }
  /** A handler of the second stage decides an event of its own. */
  | { readonly do: 'command'; readonly lead: number }
  /** The second stage learns to decide on poison. */
  | { readonly do: 'cure' }
  /** Somebody wants a dead letter tried again. */
  | { readonly do: 'try again'; readonly which: number }
  | { readonly do: 'crash' | 'suspend' | 'leave'; readonly stage: StageName; readonly which: number }
  /** As a member of the group; a twin is not known to it, and believes that all lanes are its own. */
  | { readonly do: 'join' | 'twin'; readonly stage: StageName }
  | { readonly do: 'resume'; readonly which: number }
  | ({ readonly do: 'ambush' } & Ambush)
  | { readonly do: 'trouble'; readonly trouble: Trouble; readonly times: number }
  /** Somebody sets a group's offsets, back or ahead. */
  | { readonly do: 'offsets'; readonly stage: StageName; readonly to: 'start' | 'head' }
  /** Another process claims all lanes, and then says nothing more. */
  | { readonly do: 'fence'; readonly stage: StageName };

/** How often processes are killed, and how often they are stopped for a while or meet others that believe to own their lanes. */
export type Emphasis = { readonly kills: number; readonly pauses: number };

export type Schedule = {
  /** Chooses which call goes on at each turn. */
  readonly seed: number;
  /** `turns`: so many calls go on after the step. */
  readonly steps: readonly (Step & { readonly turns: number })[];
};
