import type { EventDefinition, JsonValue } from '@smarketing/contracts';
import { decisionId, type InboxItem } from '@smarketing/messaging';

/** Broadcasts belong to lane 0. */
const BROADCAST_LANE = 0;

/** `identity` names what is said once and for all: saying it again gives the same event. */
export function broadcast<D>(
  definition: EventDefinition<D>,
  key: string,
  identity: string,
  time: string,
  data: D,
): InboxItem {
  const id = decisionId(definition.type, identity);
  const { type, topic } = definition;
  return { id, lane: BROADCAST_LANE, event: { id, type, topic, key, time, data: data as unknown as JsonValue } };
}
