import type { Reactor } from '../reactor.ts';

type EventReactor = Extract<Reactor, { kind: 'event' }>;

/** A reactor as retold events meet it: it learns, and nothing can follow. Null where it learns nothing from them. */
export function retoldReactor({ retold, shared: _, ...reactor }: EventReactor): EventReactor | null {
  if (!retold) return null;
  return {
    ...reactor,
    decide: (state, event, { environment, agreementVersion }) => {
      const nowMs = Date.parse(event.receivedat ?? event.time);
      const learnt = retold(state, event, { nowMs, environment, agreementVersion });
      return learnt === state ? {} : { state: learnt };
    },
  };
}
