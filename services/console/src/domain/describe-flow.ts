import { eventsFrom, services, type ServiceName } from '@smarketing/contracts';
import { laneCount, topicSpecs } from '@smarketing/messaging';
import type {
  ProcessProgress,
  ServiceProgress,
  StandingLane,
  TravelledEdge,
  WaitingFor,
} from '@smarketing/service-kit';
import type { TopicLag } from './lags.ts';
import { topicsRead } from './readers.ts';

/** What was learnt of the processes; `unreachable` names those that did not answer. */
export type AllProgress = { readonly processes: readonly ProcessProgress[]; readonly unreachable: readonly string[] };

export type Flow = {
  /** When this was asked, by the installation's clock (ISO 8601). */
  readonly at: string;
  readonly topics: readonly {
    readonly topic: string;
    readonly groups: readonly { readonly group: string; readonly lag: number }[];
  }[];
  /** Nothing is under way anywhere: all that was appended is read, and all that followed from it is published and read. */
  readonly idle: boolean;
  /** Why it is not idle, in words; empty when it is. */
  readonly waitingFor: readonly string[];
  /** Who scores its leads again under a version of the agreement that came into force, and how far it is. */
  readonly rescoring: readonly {
    readonly service: string;
    readonly version: number;
    readonly done: number;
    /** Null until all were counted. */
    readonly total: number | null;
  }[];
  /** Lanes that stand still until somebody acts; what waits for them shows as lag. */
  readonly stopped: readonly ({ readonly service: string } & StandingLane)[];
  /** What goes on by itself once something else has happened; `lane` is null where it is all lanes of a process. */
  readonly waiting: readonly ({ readonly service: string } & WaitingFor)[];
  /** Lanes that no process owns; `since` is null where no process of the service is there to say it. */
  readonly unowned: readonly Unowned[];
  readonly unreachable: readonly string[];
  readonly edges: readonly TravelledEdge[];
  /** One entry for each process of a service. */
  readonly services: readonly ServiceProgress[];
};

export type Unowned = { readonly service: string; readonly lanes: readonly number[]; readonly since: string | null };

/** What the log said of the groups; where it did not answer, why. */
export type LogAnswer = { readonly lags: readonly TopicLag[] } | { readonly silent: string };

export function describeFlow(answer: LogAnswer, { processes, unreachable }: AllProgress, at: string): Flow {
  const running = processes.flatMap((process) => process.services);
  const lags = 'lags' in answer ? answer.lags : [];
  const logWaits: Flow['waiting'] =
    'lags' in answer ? [] : [{ service: 'console', lane: null, kind: 'log', because: answer.silent, since: null }];
  const unowned = unownedLanes(running);
  const waitingFor = [
    ...logWaits.map(({ because }) => because),
    ...lagging(lags),
    ...unreachable.map((url) => `no answer from ${url}`),
    ...unowned.map(({ service, lanes }) => `${lanes.length} lanes of ${service} are nobody’s`),
    ...atWork(running),
  ];
  return {
    at,
    topics: lags.map(({ topic, groups }) => ({ topic, groups: groups.map(({ group, lag }) => ({ group, lag })) })),
    idle: waitingFor.length === 0,
    waitingFor,
    rescoring: services.flatMap((service) =>
      rescoringsOf(
        service,
        running.filter((member) => member.service === service),
      ),
    ),
    stopped: running.flatMap(({ service, stopped }) => stopped.map((lane) => ({ service, ...lane }))),
    waiting: [...running.flatMap(({ service, waiting }) => waiting.map((one) => ({ service, ...one }))), ...logWaits],
    unowned,
    unreachable,
    edges: addedUp(processes.flatMap(({ edges }) => edges)),
    services: running,
  };
}

function lagging(lags: readonly TopicLag[]): readonly string[] {
  return lags.flatMap(({ topic, groups }) =>
    groups.filter(({ lag }) => lag > 0).map(({ group, lag }) => `${group} has ${lag} records of ${topic} to read`),
  );
}

function atWork(running: readonly ServiceProgress[]): readonly string[] {
  return services.flatMap((service) => {
    const members = running.filter((member) => member.service === service);
    const unpublished = members.reduce((sum, member) => sum + member.unpublished, 0);
    const answering = members.filter(({ waiting }) => waiting.every(({ kind }) => kind !== 'database'));
    const behind = answering.filter(({ upToDate }) => !upToDate).length;
    return [
      ...(unpublished > 0 ? [`${service} has ${unpublished} batches to publish`] : []),
      ...(answering.length < members.length ? [`${service} waits for its database`] : []),
      ...(answering.some(({ inboxWaiting }) => inboxWaiting) ? [`${service} has commands waiting`] : []),
      ...replaying(service, members),
      ...rescoring(service, members),
      ...(behind > 0 ? [`${counted(behind)} of ${service} has yet to read what was broadcast`] : []),
    ];
  });
}

function replaying(service: ServiceName, members: readonly ServiceProgress[]): readonly string[] {
  const lanes = members.flatMap(({ replays }) => replays);
  const rebuilding = lanes.filter(({ running }) => running !== null).length;
  const telling = lanes.filter(({ retellings }) => retellings.length > 0).length;
  return [
    ...(rebuilding > 0 ? [`${service} rebuilds ${rebuilding} lanes`] : []),
    ...(telling > 0 ? [`${service} tells ${telling} lanes again`] : []),
  ];
}

/** Processes of one service may be at different versions for a moment: each is told of. */
function rescoring(service: ServiceName, members: readonly ServiceProgress[]): readonly string[] {
  return rescoringsOf(service, members).map(({ version, done, total }) =>
    total === null && done === 0
      ? `${service} begins to score its leads under version ${version} of the agreement`
      : `${service} scores its leads under version ${version} of the agreement: ${done}${total === null ? '' : ` of ${total}`} are done`,
  );
}

function rescoringsOf(service: string, members: readonly ServiceProgress[]): Flow['rescoring'] {
  const byVersion = new Map<number, Flow['rescoring'][number]>();
  for (const { rescoring: own } of members) {
    if (own === null) continue;
    const { version } = own;
    const { done, total } = byVersion.get(version) ?? { done: 0, total: 0 };
    const sum = total === null || own.total === null ? null : total + own.total;
    byVersion.set(version, { service, version, done: done + own.done, total: sum });
  }
  return [...byVersion.values()];
}

const counted = (processes: number): string => (processes === 1 ? 'a process' : `each of ${processes} processes`);

/** A lane that nobody owns may have something to publish that its last owner could not. */
function unownedLanes(running: readonly ServiceProgress[]): readonly Unowned[] {
  return services.flatMap((service): Unowned[] => {
    const members = running.filter((member) => member.service === service);
    const owned = new Set(members.flatMap((member) => member.owned));
    const lanes = Array.from({ length: lanesOf(service) }, (_, lane) => lane).filter((lane) => !owned.has(lane));
    const since = members.map(({ ownedSince }) => ownedSince).reduce((a, b) => (a > b ? a : b), '');
    return lanes.length === 0 ? [] : [{ service, lanes, since: since === '' ? null : since }];
  });
}

/** How many lanes somebody must own; a service that publishes nothing leaves nothing behind that its lag does not show. */
function lanesOf(service: ServiceName): number {
  return eventsFrom(service).length === 0 ? 0 : laneCount(topicSpecs(topicsRead(service)));
}

function addedUp(edges: readonly TravelledEdge[]): readonly TravelledEdge[] {
  const sums = new Map<string, TravelledEdge>();
  for (const edge of edges) {
    const key = `${edge.event}|${edge.from}|${edge.to}`;
    sums.set(key, { ...edge, count: (sums.get(key)?.count ?? 0) + edge.count });
  }
  return [...sums.values()];
}
