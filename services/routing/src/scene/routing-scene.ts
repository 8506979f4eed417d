import type { CompiledAgreement } from '@smarketing/agreement';
import type { CloudEvent, DataOf, EventDefinition } from '@smarketing/contracts';
import { leadQualified } from '@smarketing/contracts';
import { decisionId, MemoryLaneDatabase } from '@smarketing/messaging';
import type { Decision, Reactor } from '@smarketing/messaging';
import type { BookChanges, BookView } from '../domain/book-view.ts';
import type { LeadRouting } from '../domain/lead-routing.ts';
import type { Rep } from '../domain/rep.ts';
import { onQualified } from '../on-qualified.ts';
import { MemoryBook } from '../store/memory-book.ts';
import { MemoryRoutingLeads } from '../store/memory-routing-leads.ts';
import { whenHeldDue } from '../when-held-due.ts';
import { anAgreement, aQualification, MONDAY_10, repsOf } from './builders.ts';

export type Told = { readonly type: string; readonly data: Record<string, unknown> };

type Decide = (
  state: LeadRouting,
  input: unknown,
  context: unknown,
  book: BookView,
) => Decision<LeadRouting, BookChanges>;

/** Routing's reactors over its memory stores, one input at a time, with a clock and timers that the test holds. */
export class RoutingScene {
  nowMs = MONDAY_10;
  agreement: CompiledAgreement;
  reps: ReadonlyMap<string, Rep>;
  readonly leads = new MemoryRoutingLeads();
  readonly book = new MemoryBook();
  readonly timers = new Map<string, number>();
  private readonly database = new MemoryLaneDatabase();
  private inputs = 0;

  constructor(reps: readonly Rep[], agreement = anAgreement()) {
    this.reps = repsOf(...reps);
    this.agreement = agreement;
  }

  /** Gives a reactor an event about a lead; returns what it tells. */
  async when<D>(reactor: Reactor, definition: EventDefinition<D>, leadId: string, data: D): Promise<Told[]> {
    const id = `event-${++this.inputs}`;
    const event: CloudEvent = {
      specversion: '1.0',
      id,
      source: 'test',
      type: definition.type,
      subject: leadId,
      time: new Date(this.nowMs).toISOString(),
      data: definition.schema.parse(data),
    };
    return this.decide(reactor, leadId, event, id, [event]);
  }

  qualifies(leadId: string, changes: Parameters<typeof aQualification>[0] = {}): Promise<Told[]> {
    const at = new Date(this.nowMs).toISOString();
    const data: DataOf<typeof leadQualified> = aQualification({ cycleId: `cycle-of-${leadId}`, at, ...changes });
    return this.when(onQualified, leadQualified, leadId, data);
  }

  /** Moves the clock on, firing what comes due on the way. */
  async until(atMs: number): Promise<Told[]> {
    const told: Told[] = [];
    for (;;) {
      const [next] = [...this.timers].filter(([, due]) => due <= atMs).sort(([, a], [, b]) => a - b);
      if (!next) break;
      const [leadId, dueAtMs] = next;
      this.timers.delete(leadId);
      this.nowMs = Math.max(this.nowMs, dueAtMs);
      const timer = { name: 'when-held-due', key: leadId, dueAtMs, data: null };
      told.push(...(await this.decide(whenHeldDue, leadId, timer, decisionId('timer', leadId, dueAtMs), [])));
    }
    this.nowMs = atMs;
    return told;
  }

  async lead(leadId: string): Promise<LeadRouting> {
    return this.database.transaction(
      async (tx) => (await this.leads.load([leadId], [], tx)).get(leadId) ?? this.leads.initial(),
    );
  }

  async owner(leadId: string): Promise<string | undefined> {
    const [cycle] = (await this.lead(leadId)).cycles;
    return cycle?.place.kind === 'assigned' ? cycle.place.assignment.rep.id : undefined;
  }

  async openLeads(): Promise<Record<string, number>> {
    return Object.fromEntries((await this.book.seats()).map(({ repId, openLeads }) => [repId, openLeads]));
  }

  private decide(
    reactor: Reactor,
    key: string,
    input: unknown,
    inputId: string,
    events: readonly CloudEvent[],
  ): Promise<Told[]> {
    return this.database.transaction(async (tx) => {
      const state = (await this.leads.load([key], events, tx)).get(key) ?? this.leads.initial();
      const view = await this.book.load(events, tx, [key]);
      const environment = {
        agreement: this.agreement,
        agreementVersion: 1,
        signed: true,
        reps: this.reps,
        content: new Map(),
      };
      const context = {
        nowMs: this.nowMs,
        environment,
        agreementVersion: 1,
        inputId,
        unconfirmed: false,
        rebuilding: false,
      };
      const decision = (reactor.decide as unknown as Decide)(state, input, context, view);
      const emits = decision.emits ?? [];
      if (decision.changes) this.book.apply(view, decision.changes);
      await this.book.save(view, tx);
      if (decision.state)
        await this.leads.save(new Map([[key, { ...decision.state, version: state.version + emits.length }]]), tx);
      for (const timer of decision.timers ?? []) {
        if ('cancel' in timer) this.timers.delete(timer.key);
        else this.timers.set(timer.key, timer.dueAtMs);
      }
      return emits.map(({ definition, data }) => ({
        type: definition.type.replace('smarketing.', '').replace('.v1', ''),
        data: definition.schema.parse(data) as Record<string, unknown>,
      }));
    });
  }
}
