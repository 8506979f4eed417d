import type { Asset, JsonValue, ScorableEvent } from '@smarketing/agreement';
import type { DataOf, engagementRecorded } from '@smarketing/contracts';
import type { Catalogued } from './moment.ts';

type Engagement = DataOf<typeof engagementRecorded>;

/**
 * What is kept of an event: what conditions may read. The catalogue as it is now is written into it, so that folding it again
 * later gives the same; and it is never from the future, whatever the clocks of others say.
 */
export function evidenceOf(data: Engagement, content: ReadonlyMap<string, Catalogued>, nowMs: number): ScorableEvent {
  const event: ScorableEvent = {
    id: data.eventId,
    type: data.type,
    occurredAt: Date.parse(data.occurredAt),
    receivedAt: Math.min(Date.parse(data.receivedAt), nowMs),
    source: data.source,
    properties: data.properties as Record<string, JsonValue>,
  };
  if (data.asset !== undefined) event.asset = assetOf(data.asset, content.get(data.asset.id));
  if (data.campaign !== undefined) event.campaign = data.campaign as Record<string, JsonValue>;
  if (data.machine === true) event.machine = true;
  return event;
}

/** What marketing catalogued counts more than what the sender's page said of itself. */
function assetOf(stated: NonNullable<Engagement['asset']>, item: Catalogued | undefined): Asset {
  const asset: Asset = { id: stated.id };
  for (const field of ['type', 'title', 'stage', 'topic'] as const) {
    const value = item?.[field] ?? stated[field];
    if (typeof value === 'string' && value !== '') asset[field] = value;
  }
  return asset;
}

/** The instant at which evidence counts: when it occurred, never later than it was received. */
export function instantOf({ occurredAt, receivedAt }: Pick<ScorableEvent, 'occurredAt' | 'receivedAt'>): number {
  return Math.min(occurredAt, receivedAt);
}
