import { compileAgreement, defaultAgreement } from '@smarketing/agreement';
import type { AgreementDocument } from '@smarketing/agreement';
import type {
  CloudEvent,
  DataOf,
  EventDefinition,
  HandoffPacket,
  JsonValue,
  Priority,
  handoffAnswered,
  touchLogged,
} from '@smarketing/contracts';
import * as contracts from '@smarketing/contracts';
import { decisionId } from '@smarketing/messaging';
import type { DecideContext, Emit, Reactor } from '@smarketing/messaging';
import type { InForce, Rep } from '@smarketing/service-kit';
import { newSlaLead } from './domain/sla-lead.ts';
import type { SlaLead } from './domain/sla-lead.ts';
import { sla } from './service.ts';

/** A document like version 0 in Berlin; `change` returns what is different. */
export function inForceOf(
  change: (document: AgreementDocument) => Partial<AgreementDocument> = () => ({}),
  reps: readonly Rep[] = [aRep('ada'), aRep('ben')],
): InForce {
  const document = { ...defaultAgreement, ...change(defaultAgreement) };
  return {
    agreement: compileAgreement(document, { version: 0, timeZone: 'Europe/Berlin' }),
    agreementVersion: 0,
    signed: false,
    reps: new Map(reps.map((rep) => [rep.id, rep])),
    content: new Map(),
  };
}

export function aRep(id: string, rest: Partial<Rep> = {}): Rep {
  return { id, revision: 1, name: id, active: true, pools: [], skills: [], languages: [], absences: [], ...rest };
}

const packet: HandoffPacket = {
  ...{ summary: '', contact: {}, grade: 'A1', score: 80, provisional: false, stage: 'deciding', criteria: [] },
  ...{ topReasons: [], entries: [], content: [], topics: [], painPoint: null, statedNeeds: {}, consent: [] },
  ...{ earlierCycles: [], attempts: [], missingFields: [], callBy: null },
};

export type Routing = {
  readonly assignmentId?: string;
  readonly cycleId?: string;
  readonly model?: string;
  readonly rep?: string;
  readonly priority?: Priority;
  readonly at?: string;
  readonly channel?: 'call' | 'mail';
  readonly timeZone?: string;
  readonly more?: Readonly<Record<string, JsonValue>>;
};

export type Said = { readonly type: string; readonly at: string; readonly data: Readonly<Record<string, unknown>> };

/** One lead's life in the service, without log and database: events go in, time passes, and it is noted what is said. */
export class SlaStory {
  static readonly leadId = 'lead-1';
  lead: SlaLead = newSlaLead();
  said: Said[] = [];
  inForce: InForce;
  /** Epoch ms for which the lead's timer is set. */
  timerMs: number | null = null;
  #nowMs: number;
  #inputs = 0;

  constructor(now: string, inForce: InForce) {
    this.#nowMs = Date.parse(now);
    this.inForce = inForce;
  }

  get now(): string {
    return new Date(this.#nowMs).toISOString();
  }

  /** Lets time pass; the timer fires whenever it is due. */
  until(instant: string | number, unconfirmed = false): this {
    const untilMs = typeof instant === 'number' ? instant : Date.parse(instant);
    while (this.timerMs !== null && this.timerMs <= untilMs) {
      this.#nowMs = Math.max(this.#nowMs, this.timerMs);
      this.fire(unconfirmed);
    }
    return this.stalledUntil(untilMs);
  }

  /** Lets time pass without the timer, as in an outage. */
  stalledUntil(instant: string | number): this {
    this.#nowMs = Math.max(this.#nowMs, typeof instant === 'number' ? instant : Date.parse(instant));
    return this;
  }

  fire(unconfirmed = false): this {
    const dueAtMs = this.timerMs;
    if (dueAtMs === null) throw new Error('no timer is set');
    this.timerMs = null;
    const timer = { lane: 0, name: 'when-clock-due', key: SlaStory.leadId, dueAtMs, generation: 1, data: null };
    return this.#decide('when-clock-due', timer, unconfirmed);
  }

  routed(routing: Routing = {}): this {
    return this.receive(contracts.leadRouted, this.#assignment(routing));
  }

  /** On a rung that assigns nobody: `rep` is who would have got it. */
  proposed(routing: Routing = {}): this {
    const { assignmentId: proposalId, rep: candidate, ...placement } = this.#assignment(routing);
    return this.receive(contracts.leadProposed, { ...placement, proposalId, candidate, mayWrite: false });
  }

  rerouted(routing: Routing = {}): this {
    return this.receive(contracts.leadRerouted, {
      ...this.#assignment({ assignmentId: 'a2', rep: 'ben', ...routing }),
      previousAssignmentId: 'a1',
      previousRep: { id: 'ada', name: 'ada' },
      cause: 'untouched',
    });
  }

  touch(touch: Partial<DataOf<typeof touchLogged>> = {}): this {
    return this.receive(contracts.touchLogged, {
      ...this.#stated(touch.eventId, touch.occurredAt),
      kind: 'call',
      automated: false,
      disposition: 'no answer',
      properties: {},
      ...touch,
    });
  }

  answer(answer: Partial<DataOf<typeof handoffAnswered>> = {}): this {
    const stated = this.#stated(answer.eventId, answer.occurredAt);
    return this.receive(contracts.handoffAnswered, { ...stated, answer: 'accepted', properties: {}, ...answer });
  }

  deal(state: 'opened' | 'won' | 'lost', occurredAt = this.now): this {
    const definition = { opened: contracts.dealOpened, won: contracts.dealWon, lost: contracts.dealLost }[state];
    return this.receive(definition as EventDefinition, {
      ...this.#stated(undefined, occurredAt),
      dealId: 'd1',
      properties: {},
    });
  }

  receive<D>(definition: EventDefinition<D>, data: D): this {
    const name = sla.reactors.find(
      (each) => each.kind === 'event' && each.on.some(({ type }) => type === definition.type),
    )?.name;
    if (name === undefined) throw new Error(`nobody reacts to ${definition.type}`);
    const event: CloudEvent = {
      specversion: '1.0',
      id: `event-${this.#inputs}`,
      source: 'test',
      type: definition.type,
      subject: SlaStory.leadId,
      time: this.now,
      data: definition.schema.parse(data),
    };
    return this.#decide(name, event, false);
  }

  /** What was said, by the event's short name: `clock.met`. */
  heard(...names: string[]): Said[] {
    return this.said.filter(({ type }) => names.includes(type));
  }

  /** The short names of all that was said, in order. */
  get order(): string[] {
    return this.said.map(({ type }) => type);
  }

  #decide(name: string, input: unknown, unconfirmed: boolean): this {
    const context: DecideContext<InForce> = {
      nowMs: this.#nowMs,
      environment: this.inForce,
      agreementVersion: this.inForce.agreementVersion,
      inputId: decisionId('story', this.#inputs++),
      unconfirmed,
      rebuilding: false,
    };
    const reactor = sla.reactors.find((each) => each.name === name) as Reactor & { kind: 'event' };
    const stored = JSON.parse(JSON.stringify(this.lead)) as SlaLead;
    const { state, emits = [], timers = [] } = reactor.decide(stored, input as CloudEvent, context, undefined);
    if (state) this.lead = state as SlaLead;
    for (const timer of timers) this.timerMs = 'dueAtMs' in timer ? timer.dueAtMs : null;
    this.said.push(...emits.map((emit) => this.#note(emit)));
    return this;
  }

  #note({ definition, data }: Emit): Said {
    const valid = definition.schema.parse(data) as Readonly<Record<string, unknown>>;
    return { type: definition.type.replace(/^smarketing\.(.*)\.v1$/, '$1'), at: this.now, data: valid };
  }

  #assignment({ rep = 'ada', channel = 'call', timeZone, more = {}, ...routing }: Routing) {
    const contact = timeZone === undefined ? {} : { timeZone };
    return {
      ...{ assignmentId: 'a1', cycleId: 'c1', model: 'default', priority: 'P0' as const, at: this.now },
      ...{ pool: 'sales', rule: 'catch-all', reason: '', path: [] },
      ...routing,
      rep: { id: rep, name: rep },
      packet: { ...packet, contact, channel },
      ...more,
    };
  }

  #stated(eventId = `statement-${this.#inputs}`, occurredAt = this.now) {
    return { eventId, source: 'crm', occurredAt, receivedAt: this.now };
  }
}
