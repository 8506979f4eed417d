import * as contracts from '@smarketing/contracts';
import type { CloudEvent, DataOf, EventDefinition, JsonValue } from '@smarketing/contracts';
import {
  MemoryLaneDatabase,
  decisionId,
  type DecideContext,
  type KeyedState,
  type Reactor,
  type Versioned,
} from '@smarketing/messaging';
import type { InForce } from '@smarketing/service-kit';
import { newAccountScore, type AccountScore } from '../domain/account/account-score.ts';
import { explainAccount } from '../domain/account/explain-account.ts';
import type { LeadScore } from '../domain/lead-score.ts';
import { GOOD_PROFILE, inForceOf } from '../scoring-story.ts';
import { scoring } from '../service.ts';
import { AccountScores } from '../store/account-scores.ts';
import { LeadScores } from '../store/lead-scores.ts';
import { MemoryAccountScores } from '../store/memory-account-scores.ts';
import { MemoryLeadScores } from '../store/memory-lead-scores.ts';

type Fields = Readonly<Record<string, JsonValue>>;
type EventReactor = Extract<Reactor, { kind: 'event' }>;

/** 32 fit points: B, which interest alone does not qualify. */
const FAIR_PROFILE = { ...GOOD_PROFILE, industry: 'farming', title: 'Operations clerk' };

const BETWEEN_LANES: ReadonlySet<string> = new Set([
  contracts.contactContributed.type,
  contracts.accountSignalled.type,
]);
/** What passes between lanes comes to rest long before. */
const ENDLESS = 5_000;

/**
 * Several leads and their companies in the service, over stores in memory. What one lane tells another waits until it is delivered, in
 * any order that the test likes.
 */
export class AccountStory {
  /** Not yet delivered. */
  readonly underWay: CloudEvent[] = [];
  /** Everything that was said, in order. */
  readonly said: CloudEvent[] = [];
  nowMs: number;
  inForce: InForce;
  readonly #leads: MemoryLeadScores;
  readonly #accounts: MemoryAccountScores;
  readonly #database = new MemoryLaneDatabase();
  readonly #versions = new Map<string, number>();
  #inputs = 0;

  constructor(startsAt: string, inForce: InForce = inForceOf()) {
    this.nowMs = Date.parse(startsAt);
    this.inForce = inForce;
    const read = this.#database.transaction.bind(this.#database);
    this.#leads = new MemoryLeadScores(read, () => this.inForce.agreementVersion);
    this.#accounts = new MemoryAccountScores(read);
  }

  async lead(leadId: string): Promise<LeadScore> {
    const lead = await this.#leads.find(leadId);
    if (lead === null) throw new Error(`nothing is known of ${leadId}`);
    return lead;
  }

  async account(domain: string): Promise<AccountScore> {
    return (await this.#accounts.find(domain)) ?? newAccountScore();
  }

  async explained(domain: string) {
    return explainAccount(domain, await this.account(domain), this.inForce.agreement, this.nowMs);
  }

  after(ms: number): this {
    this.nowMs += ms;
    return this;
  }

  is(leadId: string, fields: Fields = {}): Promise<this> {
    const version = (this.#versions.get(leadId) ?? 0) + 1;
    this.#versions.set(leadId, version);
    const profile = { ...FAIR_PROFILE, email: `${leadId}@engines.test`, ...fields };
    return this.#receive(this.event(contracts.profileChanged, leadId, { version, ids: {}, profile }));
  }

  did(leadId: string, type: string, more: Partial<DataOf<typeof contracts.engagementRecorded>> = {}): Promise<this> {
    const at = new Date(this.nowMs).toISOString();
    const stated = { eventId: `e-${this.#inputs++}`, source: 'website', occurredAt: at, receivedAt: at };
    return this.#receive(
      this.event(contracts.engagementRecorded, leadId, { ...stated, type, properties: {}, ...more } as never),
    );
  }

  objects(leadId: string, granted = false): Promise<this> {
    const version = (this.#versions.get(leadId) ?? 0) + 1;
    this.#versions.set(leadId, version);
    const at = new Date(this.nowMs).toISOString();
    const consent = [{ channel: 'any' as const, purpose: 'profiling' as const, granted, at }];
    return this.#receive(this.event(contracts.consentChanged, leadId, { version, consent }));
  }

  /** Sales gives the lead back; `agoMs` ago, and it cools off no longer. */
  recycled(leadId: string, cycleId: string, agoMs: number): Promise<this> {
    const at = new Date(this.nowMs - agoMs).toISOString();
    const told = { cycleId, reason: 'no-decision', track: 'no-decision', at, evidenceFrom: at, coolOffUntil: at };
    return this.#receive(this.event(contracts.leadRecycled, leadId, told));
  }

  event<D>({ type, schema }: EventDefinition<D>, subject: string, data: D): CloudEvent {
    const time = new Date(this.nowMs).toISOString();
    const id = `event-${this.#inputs++}`;
    return { specversion: '1.0', id, source: 'test', type, subject, time, data: schema.parse(data) };
  }

  /** Delivers what is under way until nothing is; `pick` says which of so many is next. Returns how many that were. */
  async settle(pick: (waiting: number) => number = () => 0): Promise<number> {
    for (let delivered = 0; delivered < ENDLESS; delivered++) {
      if (this.underWay.length === 0) return delivered;
      const [next] = this.underWay.splice(pick(this.underWay.length), 1);
      await this.deliver(next!);
    }
    throw new Error('what passes between the lanes does not come to rest');
  }

  deliver(event: CloudEvent): Promise<this> {
    return this.#receive(event);
  }

  /** What was said of a lead or a company, by the event's definition. */
  heard<D>({ type }: EventDefinition<D>, subject: string): D[] {
    return this.said.filter((event) => event.type === type && event.subject === subject).map(({ data }) => data as D);
  }

  async #receive(event: CloudEvent): Promise<this> {
    const reactor = scoring.reactors.find(
      (each): each is EventReactor => each.kind === 'event' && each.on.some(({ type }) => type === event.type),
    );
    if (reactor === undefined) throw new Error(`nobody reacts to ${event.type}`);
    if (reactor.state === AccountScores) await this.#fold(this.#accounts, reactor, event);
    else if (reactor.state === LeadScores) await this.#fold(this.#leads, reactor, event);
    else throw new Error(`${reactor.name} has another state`);
    return this;
  }

  #fold<S extends Versioned>(store: StoreOf<S>, reactor: EventReactor, event: CloudEvent): Promise<void> {
    const { subject } = event;
    const context: DecideContext<InForce> = {
      nowMs: this.nowMs,
      environment: this.inForce,
      agreementVersion: this.inForce.agreementVersion,
      inputId: decisionId('story', this.#inputs++),
      unconfirmed: false,
      rebuilding: false,
    };
    return this.#database.transaction(async (tx) => {
      const before = (await store.load([subject], [event], tx)).get(subject) ?? store.initial(subject);
      const { state, emits = [] } = reactor.decide(before, event, context, undefined);
      if (state !== undefined) await store.save(new Map([[subject, state as S]]), tx);
      for (const { definition, key, data } of emits) {
        const said = this.event(definition, key, data);
        this.said.push(said);
        if (BETWEEN_LANES.has(said.type)) this.underWay.push(said);
      }
    });
  }
}

type StoreOf<S extends Versioned> = Pick<KeyedState<S>, 'load' | 'save' | 'initial'>;
