import type { ScorableEvent } from '@smarketing/agreement';
import type { ContentEngaged } from '@smarketing/contracts';
import { instantOf } from './evidence-of.ts';
import type { ContentSeen } from './lead-score.ts';
import type { Catalogued } from './moment.ts';
import { compareRank } from './said.ts';

const CONTENT_KEPT = 20;

/** The content engaged with, one line per asset at its latest: who reads the same thing twice has read one thing. */
export function withContent(seen: readonly ContentSeen[], event: ScorableEvent): readonly ContentSeen[] {
  if (event.asset === undefined) return seen;
  const { id, title = null, type = null, topic = null, stage = null } = event.asset;
  const dwellSeconds = dwellOf(event);
  const line = { assetId: id, title, type, topic, stage, atMs: instantOf(event), eventId: event.id, dwellSeconds };
  const before = seen.find(({ assetId }) => assetId === id);
  const latest = before && compareRank(before, line) > 0 ? before : line;
  const merged = { ...latest, dwellSeconds: longer(before?.dwellSeconds ?? null, dwellSeconds) };
  return [...seen.filter((each) => each !== before), merged].sort(compareRank).slice(-CONTENT_KEPT);
}

function dwellOf({ properties = {} }: ScorableEvent): number | null {
  const dwell = properties['dwellSeconds'] ?? properties['dwell_seconds'];
  return typeof dwell === 'number' && dwell >= 0 ? dwell : null;
}

function longer(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** As a hand-off tells it: in order, with what the catalogue says of each piece by now. */
export function contentEngaged(
  seen: readonly ContentSeen[],
  catalogue: ReadonlyMap<string, Catalogued>,
): ContentEngaged[] {
  return seen.map(({ assetId, atMs, eventId: _eventId, dwellSeconds, ...stated }) => {
    const item = catalogue.get(assetId);
    const told = {
      title: item?.title ?? stated.title,
      type: item?.type ?? stated.type,
      topic: item?.topic ?? stated.topic,
      pain: item?.pain,
      stage: item?.stage ?? stated.stage,
      dwellSeconds,
    };
    const known = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null && value !== undefined));
    return { assetId, occurredAt: new Date(atMs).toISOString(), ...known };
  });
}
