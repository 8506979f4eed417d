import * as contracts from '@smarketing/contracts';
import type { CloudEvent, DataOf, EventDefinition, JsonValue } from '@smarketing/contracts';
import {
  MemoryLaneDatabase,
  decisionId,
  type DecideContext,
  type Decision,
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
import { NO_DAY } from '../store/rules-days.ts';
import { whenAgreementAdopted } from '../when-agreement-adopted.ts';

type Fields = Readonly<Record<string, JsonValue>>;
type EventReactor = Extract<Reactor, { kind: 'event' }>;
type AdoptionReactor = Extract<Reactor, { kind: 'adoption' }>;

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
  /** Sales has room for whom the rules alone would bring, as long as it stays like this. */
  readonly rulesDay = NO_DAY;
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

  /** The lanes of these leads have adopted another agreement, and come to each of them. */
  async adopts(inForce: InForce, ...leadIds: readonly string[]): Promise<this> {
    this.inForce = inForce;
    for (const key of leadIds) {
      const adopted = { key, version: inForce.agreementVersion };
      await this.#fold(this.#leads, whenAgreementAdopted as AdoptionReactor, { key, events: [], input: adopted });
    }
    return this;
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
    const input = { key: event.subject, events: [event], input: event };
    if (reactor.state === AccountScores) await this.#fold(this.#accounts, reactor, input);
    else if (reactor.state === LeadScores) await this.#fold(this.#leads, reactor, input);
    else throw new Error(`${reactor.name} has another state`);
    return this;
  }

  #fold<S extends Versioned, I>(
    store: StoreOf<S>,
    reactor: { readonly decide: Decide<I> },
    { key, events, input }: { readonly key: string; readonly events: readonly CloudEvent[]; readonly input: I },
  ): Promise<void> {
    const context: DecideContext<InForce> = {
      nowMs: this.nowMs,
      environment: this.inForce,
      agreementVersion: this.inForce.agreementVersion,
      inputId: decisionId('story', this.#inputs++),
      unconfirmed: false,
      rebuilding: false,
    };
    return this.#database.transaction(async (tx) => {
      const before = (await store.load([key], events, tx)).get(key) ?? store.initial(key);
      const { state, emits = [] } = reactor.decide(before, input, context, this.rulesDay);
      if (state !== undefined) await store.save(new Map([[key, state as S]]), tx);
      for (const { definition, key: subject, data } of emits) {
        const said = this.event(definition, subject, data);
        this.said.push(said);
        if (BETWEEN_LANES.has(said.type)) this.underWay.push(said);
      }
    });
  }
}

type Decide<I> = (
  state: Versioned,
  input: I,
  context: DecideContext<unknown>,
  shared: unknown,
) => Decision<Versioned, unknown>;
type StoreOf<S extends Versioned> = Pick<KeyedState<S>, 'load' | 'save' | 'initial'>;
