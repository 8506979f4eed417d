import { compileAgreement, defaultAgreement } from '@smarketing/agreement';
import type { AgreementDocument } from '@smarketing/agreement';
import * as contracts from '@smarketing/contracts';
import type { CloudEvent, DataOf, EventDefinition, HandoffPacket } from '@smarketing/contracts';
import { decisionId } from '@smarketing/messaging';
import type { DecideContext, Emit, Reactor } from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { WHEN_NURTURE_STEP_DUE } from './decide-on-lead.ts';
import { newFeedbackLead } from './domain/feedback-lead.ts';
import type { FeedbackLead } from './domain/feedback-lead.ts';
import { forgotten } from './domain/forget.ts';
import { feedback } from './service.ts';

/** A document like version 0 in Berlin; `change` returns what is different. */
export function inForceOf(
  change: (document: AgreementDocument) => Partial<AgreementDocument> = () => ({}),
  version = 0,
): InForce {
  const document = { ...defaultAgreement, ...change(defaultAgreement) };
  return {
    agreement: compileAgreement(document, { version, timeZone: 'Europe/Berlin' }),
    agreementVersion: version,
    signed: false,
    reps: new Map(),
    content: new Map(),
  };
}

/** Has a rule for a type of event that the catalogue does not know. */
export const naming =
  (event: string) =>
  ({ engagement }: AgreementDocument): Partial<AgreementDocument> => {
    const rule = { id: 'named', label: 'Named', event, points: 1 };
    const group = { id: 'named', label: 'Named', cap: 5, decay: { halfLifeDays: 7 }, rules: [rule] };
    return { engagement: { ...engagement, groups: [...engagement.groups, group] } };
  };

export type Said = { readonly type: string; readonly at: string; readonly data: Readonly<Record<string, unknown>> };
type Engagement = Partial<DataOf<typeof contracts.engagementRecorded>>;
type Answer = Partial<DataOf<typeof contracts.answerAccepted>>;
type LostDeal = Partial<DataOf<typeof contracts.dealLost>>;

const packet: HandoffPacket = {
  ...{ summary: '', contact: {}, grade: 'A1', score: 80, provisional: false, stage: 'deciding', criteria: [] },
  ...{ topReasons: [], entries: [], content: [], topics: [], painPoint: null, statedNeeds: {}, consent: [] },
  ...{ earlierCycles: [], attempts: [], missingFields: [], callBy: null },
};
const standing = { model: 'default', score: 30, fit: 10, engagement: 20, provisional: false, reason: '' };
const dossier = {
  ...{ entries: [], criteria: [], content: [], intent: [], stage: 'deciding', statedNeeds: {} },
  ...{ missingFields: [], profile: {} },
};

/** One lead's life in the service, without log and database: events go in, time passes, and it is noted what is said. */
export class FeedbackStory {
  static readonly leadId = 'lead-1';
  lead: FeedbackLead = newFeedbackLead();
  said: Said[] = [];
  inForce: InForce;
  /** Epoch ms for which the lead's timer is set. */
  timerMs: number | null = null;
  rebuilding = false;
  #nowMs: number;
  #inputs = 0;

  constructor(now = '2026-03-02T09:00:00Z', inForce: InForce = inForceOf()) {
    this.#nowMs = Date.parse(now);
    this.inForce = inForce;
  }

  get now(): string {
    return new Date(this.#nowMs).toISOString();
  }

  daysAgo(days: number): string {
    return new Date(this.#nowMs - days * 86_400_000).toISOString();
  }

  /** Lets time pass; the timer fires whenever it is due. */
  until(instant: string): this {
    const untilMs = Date.parse(instant);
    while (!this.rebuilding && this.timerMs !== null && this.timerMs <= untilMs) this.stalledUntil(this.timerMs).fire();
    return this.stalledUntil(untilMs);
  }

  days(count: number): this {
    return this.until(new Date(this.#nowMs + count * 86_400_000).toISOString());
  }

  /** Lets time pass without the timer, as in an outage. */
  stalledUntil(atMs: number): this {
    this.#nowMs = Math.max(this.#nowMs, atMs);
    return this;
  }

  fire(): this {
    const dueAtMs = this.timerMs;
    if (dueAtMs === null) throw new Error('no timer is set');
    this.timerMs = null;
    const key = FeedbackStory.leadId;
    return this.#decide(WHEN_NURTURE_STEP_DUE, {
      ...{ lane: 0, name: WHEN_NURTURE_STEP_DUE, key, dueAtMs, generation: 1, data: null },
    });
  }

  engaged(engagement: Engagement = {}): this {
    const data = { ...this.#stated(engagement.eventId, engagement.occurredAt), properties: {}, ...engagement };
    return this.receive(contracts.engagementRecorded, { type: 'content_downloaded', ...data });
  }

  scored(outcome: 'nurture' | 'none' | 'qualified' | 'held', grade = 'B3', stage = 'aware'): this {
    const data = { ...standing, at: this.now, grade, outcome, stage, previousGrade: null };
    return this.receive(contracts.leadScored, data);
  }

  qualified(cycleId = 'c1', at = this.now, origin: 'marketing' | 'sales' = 'marketing'): this {
    return this.receive(contracts.leadQualified, {
      ...{ ...standing, at, grade: 'A1', cycleId, cycleNumber: 1, origin, priority: 'P0', rule: 'hand', dossier },
    });
  }

  routed(cycleId = 'c1'): this {
    return this.receive(contracts.leadRouted, {
      ...{ assignmentId: `a-${cycleId}`, cycleId, model: 'default', priority: 'P0', at: this.now, packet },
      ...{ rep: { id: 'ada', name: 'Ada' }, pool: 'sales', rule: 'catch-all', reason: '', path: [] },
    });
  }

  answered(answer: 'accepted' | 'rejected' | 'recycled' | 'disqualified', reason?: string, more: Answer = {}): this {
    return this.receive(contracts.answerAccepted, {
      ...{ answerEventId: `answer-${this.#inputs}`, answer, at: this.now, occurredAt: this.now },
      ...{ assignmentId: 'a-c1', cycleId: 'c1', repId: 'ada', priority: 'P0' },
      ...(reason === undefined ? {} : { reason }),
      ...more,
    });
  }

  dealOpened(deal: LostDeal = {}): this {
    return this.receive(contracts.dealOpened, this.#deal(deal));
  }

  dealWon(deal: LostDeal = {}): this {
    return this.receive(contracts.dealWon, this.#deal(deal));
  }

  dealLost(reason?: string, deal: LostDeal = {}): this {
    return this.receive(contracts.dealLost, { ...this.#deal(deal), ...(reason === undefined ? {} : { reason }) });
  }

  consent(granted: boolean, version = this.#inputs + 1): this {
    const consent = [{ channel: 'email' as const, purpose: 'marketing' as const, granted, at: this.now }];
    return this.receive(contracts.consentChanged, { version, consent });
  }

  receive<D>(definition: EventDefinition<D>, data: D): this {
    return this.hear({
      ...{ specversion: '1.0', id: `event-${this.#inputs}`, source: 'test', type: definition.type },
      ...{ subject: FeedbackStory.leadId, time: this.now, data: definition.schema.parse(data) },
    });
  }

  hear(event: CloudEvent): this {
    return this.#decide(reactorOn(event).name, event);
  }

  /** A rebuild begins: nothing is decided until it is `rebuilt`. */
  forget(): this {
    this.rebuilding = true;
    this.lead = stored(forgotten(this.lead));
    return this;
  }

  retold(event: CloudEvent): this {
    const { inForce: environment } = this;
    const context = { nowMs: this.#nowMs, environment, agreementVersion: environment.agreementVersion };
    const reactor = reactorOn(event);
    this.lead = stored(reactor.retold!(stored(this.lead), event, context) as FeedbackLead);
    return this;
  }

  /** The timers that had to wait fire now. */
  rebuilt(): this {
    this.rebuilding = false;
    return this.until(this.now);
  }

  /** What was said, by the event's short name: `lead.enrolled`. */
  heard(...names: string[]): Said[] {
    return this.said.filter(({ type }) => names.includes(type));
  }

  /** The short names of all that was said since it was last asked. */
  news(): string[] {
    return this.said
      .splice(0)
      .map(({ type, data }) =>
        [type, data['track'], data['because'] ?? data['kind']].filter((word) => word !== undefined).join(' '),
      );
  }

  #decide(name: string, input: unknown): this {
    const context: DecideContext<InForce> = {
      nowMs: this.#nowMs,
      environment: this.inForce,
      agreementVersion: this.inForce.agreementVersion,
      inputId: decisionId('story', this.#inputs++),
      unconfirmed: false,
      rebuilding: this.rebuilding,
    };
    const reactor = feedback.reactors.find((each) => each.name === name) as Reactor & { kind: 'event' };
    const {
      state,
      emits = [],
      timers = [],
    } = reactor.decide(stored(this.lead), input as CloudEvent, context, undefined);
    if (state) this.lead = state as FeedbackLead;
    for (const timer of timers) this.timerMs = 'dueAtMs' in timer ? timer.dueAtMs : null;
    this.said.push(...emits.map((emit) => this.#note(emit)));
    return this;
  }

  #note({ definition, data }: Emit): Said {
    const valid = definition.schema.parse(data) as Readonly<Record<string, unknown>>;
    return { type: definition.type.replace(/^smarketing\.(.*)\.v1$/, '$1'), at: this.now, data: valid };
  }

  #deal(deal: LostDeal) {
    return { ...this.#stated(deal.eventId, deal.occurredAt), dealId: 'd1', properties: {}, ...deal };
  }

  #stated(eventId = `statement-${this.#inputs}`, occurredAt = this.now) {
    return { eventId, source: 'crm', occurredAt, receivedAt: this.now };
  }
}

function reactorOn({ type }: CloudEvent): Reactor & { kind: 'event' } {
  for (const reactor of feedback.reactors) {
    if (reactor.kind === 'event' && reactor.on.some((each) => each.type === type)) return reactor;
  }
  throw new Error(`nobody reacts to ${type}`);
}

/** As it comes back from a database. */
function stored(lead: FeedbackLead): FeedbackLead {
  return JSON.parse(JSON.stringify(lead)) as FeedbackLead;
}
