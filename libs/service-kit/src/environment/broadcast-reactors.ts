import {
  agreementActivated,
  contentCatalogued,
  repChanged,
  type CloudEvent,
  type EventDefinition,
  type JsonValue,
} from '@smarketing/contracts';
import { reactorsIn, type Decision, type Reactor } from '@smarketing/messaging';
import { Broadcasts, type Broadcast, type BroadcastKind } from './broadcasts.ts';

const { onEvent } = reactorsIn<unknown>();

/** Keeps every version of the agreement: leads are decided under the one that was in force. */
export function agreementReactor(): Reactor {
  return keeping(
    'on-agreement',
    'agreement',
    agreementActivated,
    (event) => `agreement/${event.data.version}`,
    () => 0,
  );
}

/** Keeps the newest state of each rep. */
export function repReactor(): Reactor {
  return keeping(
    'on-rep',
    'rep',
    repChanged,
    (event) => `rep/${event.subject}`,
    (event) => event.data.revision,
  );
}

/** Keeps the newest state of each catalogued asset. */
export function contentReactor(): Reactor {
  return keeping(
    'on-content',
    'content',
    contentCatalogued,
    (event) => `content/${event.subject}`,
    (event) => event.data.revision,
  );
}

function keeping<D extends object>(
  name: string,
  kind: BroadcastKind,
  definition: EventDefinition<D>,
  key: (event: CloudEvent<D>) => string,
  revisionOf: (event: CloudEvent<D>) => number,
): Reactor {
  return onEvent<Broadcast, D>({
    name,
    on: [definition],
    state: Broadcasts,
    key,
    decide: (state, event): Decision<Broadcast, never> => {
      const revision = revisionOf(event);
      if (revision <= state.revision) return {};
      return {
        state: { ...state, kind, revision, body: { ...event.data, id: event.subject } as unknown as JsonValue },
      };
    },
  });
}
