import { eventsTo, flow, services, type FlowRow, type ServiceName } from './flow.ts';
import {
  rebuildable,
  replayBegun,
  replayRequested,
  retellingFinished,
  retoldTopics,
  type Rebuildable,
} from './replay-events.ts';
import { topics, type TopicName } from './topics.ts';

/**
 * How derived state is built again (docs/adr/0006-replay.md), derived from the flow table: whoever tells a service something
 * about leads tells it again when it is asked to. Broadcasts are kept for ever, and need not be told again.
 */
const rows: readonly FlowRow[] = flow;

/** What a service tells itself, from one lane to another, it has decided: a rebuild forgets neither what was told nor what was heard. */
const isRetold = (row: FlowRow, to: ServiceName): boolean =>
  row.from !== to && row.to.includes(to) && !topics[row.event.topic].broadcast;

/** Who tells a service again what it derives its state from. */
export function retellersOf(service: Rebuildable): readonly ServiceName[] {
  return services.filter((from) => rows.some((row) => row.from === from && isRetold(row, service)));
}

/** Which types of events a service tells another one again. */
export function retoldTypes(from: ServiceName, to: Rebuildable): readonly string[] {
  return rows.filter((row) => row.from === from && isRetold(row, to)).map((row) => row.event.type);
}

export function isRebuildable(service: ServiceName): service is Rebuildable {
  return (rebuildable as readonly ServiceName[]).includes(service);
}

/** The topics that a service reads for the sake of replays, beside those of its events. */
export function replayTopicsOf(service: ServiceName): readonly TopicName[] {
  const tells = rebuildable.some((to) => retellersOf(to).includes(service));
  return [
    ...(tells || isRebuildable(service) ? [replayRequested.topic] : []),
    ...(isRebuildable(service) ? [retoldTopics[service]] : []),
  ];
}

/** The topics whose records stay in the lane of their writer, whatever their subject. */
export const isReplayTopic = (topic: string): boolean =>
  topic === replayRequested.topic || (Object.values(retoldTopics) as string[]).includes(topic);

/** The topics that a service's group reads, apart from the intake. One that only publishes follows its own topics. */
export function topicsReadBy(service: ServiceName): readonly TopicName[] {
  const heard = new Set<TopicName>(eventsTo(service).map(({ topic }) => topic));
  const own = new Set<TopicName>(rows.filter(({ from }) => from === service).map(({ event }) => event.topic));
  const replayed = replayTopicsOf(service);
  return heard.size + replayed.length > 0 ? [...heard, ...replayed] : [...own];
}

/** The edges that a replay travels beside those of the flow table. */
export const replayEdges: readonly { readonly event: string; readonly from: ServiceName; readonly to: ServiceName }[] =
  rebuildable.flatMap((service) => [
    { event: replayRequested.type, from: 'console', to: service },
    ...retellersOf(service).flatMap((teller): { event: string; from: ServiceName; to: ServiceName }[] => [
      { event: replayBegun.type, from: service, to: teller },
      { event: retellingFinished[service].type, from: teller, to: service },
    ]),
  ]);
