import { compileAgreement, defaultAgreement, type AgreementDocument } from '@smarketing/agreement';
import * as contracts from '@smarketing/contracts';
import type { CloudEvent, DataOf, EventDefinition, JsonValue } from '@smarketing/contracts';
import {
  MemoryLaneDatabase,
  decisionId,
  laneOf,
  type DecideContext,
  type Emit,
  type Reactor,
  type Timer,
} from '@smarketing/messaging';
import type { CatalogueItem, InForce } from '@smarketing/service-kit';
import { WHEN_RECHECK_DUE } from './decide-on-lead.ts';
import type { AccountScore } from './domain/account/account-score.ts';
import type { RulesDay } from './domain/rules-day.ts';
import { newLeadScore, type LeadAtHand, type LeadScore } from './domain/lead-score.ts';
import { scoring } from './service.ts';
import { carryingIn } from './store/carrying-in.ts';
import { MemoryAccountScores } from './store/memory-account-scores.ts';
import { MemoryLeadScores } from './store/memory-lead-scores.ts';
import { NO_DAY, type RulesDayChange } from './store/rules-days.ts';

/** A document like version 0 in Berlin; `change` returns what is different. */
export function inForceOf(
  change: (document: AgreementDocument) => Partial<AgreementDocument> = () => ({}),
  { version = 0, content = [] }: { version?: number; content?: readonly CatalogueItem[] } = {},
): InForce {
  const document = { ...defaultAgreement, ...change(defaultAgreement) };
  return {
    agreement: compileAgreement(document, { version, timeZone: 'Europe/Berlin' }),
    agreementVersion: version,
    signed: false,
    reps: new Map(),
    content: new Map(content.map((item) => [item.id, item])),
  };
}

/** 40 fit points: A. */
export const GOOD_PROFILE = {
  email: 'ada@engines.test',
  firstName: 'Ada',
  headcount: 200,
  industry: 'software',
  country: 'DE',
  title: 'VP Operations',
  companyDomain: 'engines.test',
};

export type Said = { readonly type: string; readonly at: string; readonly data: Readonly<Record<string, unknown>> };
/** An event that comes itself, or that is told again. */
export type Told = { readonly event: CloudEvent; readonly how: 'live' | 'retold' };
type Engagement = DataOf<typeof contracts.engagementRecorded>;

/** One lead's life in the service over a store in memory: events go in batch by batch, time passes, and it is noted what is said. */
export class ScoringStory {
  static readonly leadId = 'lead-1';
  readonly said: Said[] = [];
  readonly store: MemoryLeadScores;
  readonly accounts: MemoryAccountScores;
  inForce: InForce;
  /** Epoch ms for which the lead's timer is set. */
  timerMs: number | null = null;
  #nowMs: number;
  #inputs = 0;
  /** How many leads the rules alone have qualified. */
  rulesDay: RulesDay = NO_DAY;
  /** While it is, nothing is decided and no timer fires. */
  rebuilding = false;
  readonly #database = new MemoryLaneDatabase();
  readonly #former = new Map<number, InForce>();

  constructor(startsAt: string, inForce: InForce = inForceOf()) {
    this.#nowMs = Date.parse(startsAt);
    this.inForce = inForce;
    const read = this.#database.transaction.bind(this.#database);
    this.accounts = new MemoryAccountScores(read);
    const under = (version: number): InForce | undefined =>
      version === this.inForce.agreementVersion ? this.inForce : this.#former.get(version);
    this.store = new MemoryLeadScores(read, () => this.inForce.agreementVersion, carryingIn({ under }));
  }

  get now(): string {
    return new Date(this.#nowMs).toISOString();
  }

  async lead(): Promise<LeadScore> {
    return (await this.store.find(ScoringStory.leadId)) ?? newLeadScore();
  }

  ago(ms: number): string {
    return new Date(this.#nowMs - ms).toISOString();
  }

  /** Time passes without anything being looked at. */
  stalledUntil(instant: string): this {
    this.#nowMs = Date.parse(instant);
    return this;
  }

  /** Time passes, and the timer fires whenever it is due. */
  async until(instant: string): Promise<this> {
    const untilMs = Date.parse(instant);
    while (!this.rebuilding && this.timerMs !== null && this.timerMs <= untilMs) {
      this.#nowMs = Math.max(this.#nowMs, this.timerMs);
      await this.fire();
    }
    this.#nowMs = untilMs;
    return this;
  }

  async fire(): Promise<this> {
    const dueAtMs = this.timerMs ?? this.#nowMs;
    this.timerMs = null;
    const timer: Timer = {
      lane: 0,
      name: WHEN_RECHECK_DUE,
      key: ScoringStory.leadId,
      dueAtMs,
      generation: 1,
      data: null,
    };
    const reactor = scoring.reactors.find(({ name }) => name === WHEN_RECHECK_DUE) as Reactor & { kind: 'event' };
    await this.#fold([(lead) => this.#decide(reactor, timer as unknown as CloudEvent, lead)], []);
    return this;
  }

  /** The lane has adopted another agreement, and comes to this lead. */
  async adopts(inForce: InForce): Promise<this> {
    this.#former.set(this.inForce.agreementVersion, this.inForce);
    this.inForce = inForce;
    const reactor = scoring.reactors.find(({ kind }) => kind === 'adoption') as unknown as Reactor & { kind: 'event' };
    const adopted = { key: ScoringStory.leadId, version: inForce.agreementVersion };
    await this.#fold([(lead) => this.#decide(reactor, adopted as unknown as CloudEvent, lead)], []);
    return this;
  }

  engagement(type: string, more: Partial<Engagement> = {}): CloudEvent {
    return this.event(contracts.engagementRecorded, {
      ...this.#stated(),
      type,
      properties: {},
      ...more,
    } as Engagement);
  }

  did(type: string, more: Partial<Engagement> = {}): Promise<this> {
    return this.receive(this.engagement(type, more));
  }

  profile(version: number, profile: Readonly<Record<string, JsonValue>> = GOOD_PROFILE): CloudEvent {
    return this.event(contracts.profileChanged, { version, ids: {}, profile });
  }

  is(profile: Readonly<Record<string, JsonValue>> = GOOD_PROFILE, version = 1): Promise<this> {
    return this.receive(this.profile(version, profile));
  }

  answered(
    cycleId: string,
    answer: 'accepted' | 'rejected' | 'recycled' | 'disqualified',
    reason?: string,
  ): Promise<this> {
    const { now: at } = this;
    return this.receive(
      this.event(contracts.answerAccepted, {
        ...{ answerEventId: 'a', answer, at, occurredAt: at, assignmentId: 'x', cycleId, repId: 'r', priority: 'P2' },
        ...(reason === undefined ? {} : { reason }),
      }),
    );
  }

  recycled(cycleId: string, more: Partial<DataOf<typeof contracts.leadRecycled>> = {}): Promise<this> {
    const { now: at } = this;
    const coolOffUntil = new Date(this.#nowMs + 14 * 86_400_000).toISOString();
    return this.receive(
      this.event(contracts.leadRecycled, {
        ...{ cycleId, reason: 'no-decision', track: 'no-decision', at, evidenceFrom: at, coolOffUntil },
        ...more,
      }),
    );
  }

  deal(state: 'opened' | 'won' | 'lost', more: Readonly<Record<string, JsonValue>> = {}): Promise<this> {
    const definition = { opened: contracts.dealOpened, won: contracts.dealWon, lost: contracts.dealLost }[state];
    return this.receive(
      this.event(definition as EventDefinition, { ...this.#stated(), dealId: 'd1', properties: {}, ...more }),
    );
  }

  touch(more: Partial<DataOf<typeof contracts.touchLogged>> = {}): CloudEvent {
    return this.event(contracts.touchLogged, {
      ...this.#stated(),
      ...{ kind: 'email' as const, automated: false, properties: {} },
      ...more,
    });
  }

  /** Colleagues of the lead engaged so many milliseconds ago. */
  signal(revision: number, ...agoMs: readonly number[]): CloudEvent {
    const engaged = agoMs.map((ms, index) => ({
      leadId: `colleague-${index}`,
      engagedAt: this.ago(ms),
      persona: null,
    }));
    return this.event(contracts.accountSignalled, {
      ...{ domain: GOOD_PROFILE.companyDomain, revision, score: 60, at: this.now, engaged },
    });
  }

  nominated(because?: string): Promise<this> {
    return this.receive(
      this.event(contracts.leadNominated, { ...this.#stated(), ...(because === undefined ? {} : { because }) }),
    );
  }

  event<D>(definition: EventDefinition<D>, data: D): CloudEvent {
    return {
      specversion: '1.0',
      id: `event-${this.#inputs++}`,
      source: 'test',
      type: definition.type,
      subject: ScoringStory.leadId,
      time: this.now,
      data: definition.schema.parse(data),
    };
  }

  /** In one batch. */
  receive(...events: readonly CloudEvent[]): Promise<this> {
    return this.batch(events.map((event) => ({ event, how: 'live' })));
  }

  /** Events that come themselves, and others that are told again, in one batch. */
  async batch(told: readonly Told[]): Promise<this> {
    await this.#fold(
      told.map(({ event, how }) => (lead) => {
        const reactor = scoring.reactors.find(
          (each) => each.kind === 'event' && each.on.some(({ type }) => type === event.type),
        ) as (Reactor & { kind: 'event' }) | undefined;
        if (!reactor) throw new Error(`nobody reacts to ${event.type}`);
        return how === 'live' ? this.#decide(reactor, event, lead) : this.#retold(reactor, event, lead);
      }),
      told.map(({ event }) => event),
    );
    return this;
  }

  /** A rebuild begins. */
  async forget(): Promise<this> {
    this.rebuilding = true;
    await this.#database.transaction((tx) => this.store.forget([laneOf(ScoringStory.leadId)], tx));
    return this;
  }

  /** The timers that had to wait fire now. */
  async rebuilt(): Promise<this> {
    this.rebuilding = false;
    return this.until(this.now);
  }

  /** A company as its lane would have it. */
  knows(domain: string, account: AccountScore): Promise<void> {
    return this.#database.transaction((tx) => this.accounts.save(new Map([[domain, account]]), tx));
  }

  /** What was said, by the event's short name: `lead.scored`. */
  heard(name: string): Said[] {
    return this.said.filter(({ type }) => type === name);
  }

  async cycleId(): Promise<string> {
    return (await this.lead()).cycles[0]?.cycleId ?? 'none';
  }

  #fold(steps: readonly ((lead: LeadAtHand) => LeadAtHand)[], events: readonly CloudEvent[]): Promise<void> {
    const { leadId } = ScoringStory;
    return this.#database.transaction(async (tx) => {
      const loaded = (await this.store.load([leadId], events, tx)).get(leadId) ?? this.store.initial();
      const lead = steps.reduce((state, step) => step(state), loaded);
      await this.store.save(new Map([[leadId, lead]]), tx);
    });
  }

  #decide(reactor: Reactor & { kind: 'event' }, input: CloudEvent | Timer, lead: LeadAtHand): LeadAtHand {
    const context: DecideContext<InForce> = {
      nowMs: this.#nowMs,
      environment: this.inForce,
      agreementVersion: this.inForce.agreementVersion,
      inputId: decisionId('story', this.#inputs++),
      unconfirmed: false,
      rebuilding: this.rebuilding,
    };
    const decision = reactor.decide(lead, input as CloudEvent, context, this.rulesDay);
    const { state, emits = [], timers = [], changes } = decision;
    if (changes !== undefined) {
      const { day } = changes as RulesDayChange;
      const before = this.rulesDay.day === day ? this.rulesDay.qualified : 0;
      this.rulesDay = { day, qualified: before + 1 };
    }
    for (const timer of timers) this.timerMs = 'dueAtMs' in timer ? timer.dueAtMs : null;
    this.said.push(...emits.map((each) => this.#note(each)));
    return (state as LeadAtHand | undefined) ?? lead;
  }

  #retold({ retold }: Reactor & { kind: 'event' }, event: CloudEvent, lead: LeadAtHand): LeadAtHand {
    if (!retold) return lead;
    const { inForce: environment } = this;
    const nowMs = Date.parse(event.receivedat ?? event.time);
    return retold(lead, event, { nowMs, environment, agreementVersion: environment.agreementVersion }) as LeadAtHand;
  }

  #note({ definition, data }: Emit): Said {
    const valid = definition.schema.parse(data) as Readonly<Record<string, unknown>>;
    return { type: definition.type.replace(/^smarketing\.(.*)\.v1$/, '$1'), at: this.now, data: valid };
  }

  #stated() {
    return { eventId: `e-${this.#inputs++}`, source: 'website', occurredAt: this.now, receivedAt: this.now };
  }
}
