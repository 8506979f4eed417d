import {
  eventsFrom,
  eventsTo,
  isRebuildable,
  isReplayTopic,
  replayTopicsOf,
  retoldTopics,
  type ServiceName,
} from '@smarketing/contracts';
import type { LogRecord } from './event-log.ts';
import type { KeyedState, SharedState, Versioned } from './keyed-state.ts';
import type { Reactor, Token } from './reactor.ts';
import { TYPE_HEADER, isBroadcast } from './record-codec.ts';
import { retoldReactor } from './rebuild/retold-reactor.ts';

type EventLike = Extract<Reactor, { kind: 'event' | 'intake' }>;
type AdoptionLike = Extract<Reactor, { kind: 'adoption' }>;
type TimerLike = Extract<Reactor, { kind: 'timer' }>;

/** A service's reactors by what they react to. Refuses to exist where they are not exactly what the flow table says. */
export class ReactorTable {
  readonly reactors: readonly Reactor[];
  readonly intakeTopic: string | null;
  /** The topics to read, intake included. */
  readonly topics: readonly string[];
  /** Who decides again under another version of the agreement; null where nobody does. */
  readonly adoption: AdoptionLike | null;
  private readonly byType = new Map<string, EventLike[]>();
  private readonly retoldByType = new Map<string, EventLike[]>();
  private readonly byTimer = new Map<string, TimerLike>();
  private readonly intake: readonly EventLike[];
  private readonly publishable: ReadonlySet<string>;
  private readonly service: ServiceName;

  constructor(service: ServiceName, reactors: readonly Reactor[]) {
    this.service = service;
    this.reactors = reactors;
    this.publishable = new Set(eventsFrom(service).map((event) => event.type));
    const topics = new Set<string>();
    const intake: Extract<Reactor, { kind: 'intake' }>[] = [];
    const adoptions = reactors.filter((reactor) => reactor.kind === 'adoption');
    if (adoptions.length > 1) throw new Error(`${service} has two reactors for adopted agreements`);
    this.adoption = adoptions[0] ?? null;
    for (const reactor of reactors) {
      if (reactor.kind === 'intake') {
        intake.push(reactor);
        topics.add(reactor.topic);
      } else if (reactor.kind === 'timer') {
        if (this.byTimer.has(reactor.name))
          throw new Error(`${service} has two reactors for timers named ${reactor.name}`);
        this.byTimer.set(reactor.name, reactor);
      } else if (reactor.kind === 'event') {
        for (const event of reactor.on) {
          topics.add(event.topic);
          this.byType.set(event.type, [...(this.byType.get(event.type) ?? []), reactor]);
          const retold = retoldReactor(reactor);
          if (retold) this.retoldByType.set(event.type, [...(this.retoldByType.get(event.type) ?? []), retold]);
        }
      }
    }
    this.intake = intake;
    this.intakeTopic = intake[0]?.topic ?? null;
    for (const topic of replayTopicsOf(service)) topics.add(topic);
    // A service that only publishes follows its own topics: to own lanes it has to be a member of something.
    this.topics = topics.size > 0 ? [...topics] : [...new Set(eventsFrom(service).map((event) => event.topic))];
    this.mustMatchTheFlow();
  }

  reactorsFor(topic: string, type: string): readonly EventLike[] {
    if (topic === this.intakeTopic) return this.intake;
    const isRetold = isRebuildable(this.service) && topic === retoldTopics[this.service];
    return (isRetold ? this.retoldByType : this.byType).get(type) ?? [];
  }

  /** Whether a record may be for this service, as far as its headers tell: packs do not say what is in them. */
  concerns({ topic, headers }: Pick<LogRecord, 'topic' | 'headers'>): boolean {
    const type = headers[TYPE_HEADER];
    if (type === undefined || isBroadcast(topic) || isReplayTopic(topic)) return true;
    return this.reactorsFor(topic, type).length > 0;
  }

  timerReactor(name: string): TimerLike | undefined {
    return this.byTimer.get(name);
  }

  mustPublish(type: string): void {
    if (!this.publishable.has(type)) throw new Error(`flow.ts does not let ${this.service} publish ${type}`);
  }

  states(): Set<Token<KeyedState<Versioned>>> {
    return new Set(this.reactors.flatMap((reactor) => (reactor.state ? [reactor.state] : [])));
  }

  sharedStates(): Set<Token<SharedState<unknown, unknown>>> {
    return new Set(this.reactors.flatMap((reactor) => (reactor.shared ? [reactor.shared] : [])));
  }

  private mustMatchTheFlow(): void {
    const expected = new Set(eventsTo(this.service).map((event) => event.type));
    const missing = [...expected].filter((type) => !this.byType.has(type));
    const surplus = [...this.byType.keys()].filter((type) => !expected.has(type));
    if (missing.length === 0 && surplus.length === 0) return;
    throw new Error(
      `the reactors of ${this.service} and flow.ts disagree:` +
        (missing.length > 0 ? ` no reactor for ${missing.join(', ')}` : '') +
        (surplus.length > 0 ? ` flow.ts sends it no ${surplus.join(', ')}` : ''),
    );
  }
}
