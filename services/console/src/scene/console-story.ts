import type { CloudEvent, DataOf, EventDefinition, HandoffPacket } from '@smarketing/contracts';
import * as contracts from '@smarketing/contracts';
import type { DecideContext, Reactor } from '@smarketing/messaging';
import { describeLead, type LeadItem } from '../domain/describe-lead.ts';
import { newLeadView, type LeadView } from '../domain/lead-view.ts';
import { consoleService } from '../service.ts';

const LEAD = 'lead-1';

const packet: HandoffPacket = {
  ...{ summary: '', contact: {}, grade: 'A1', score: 80, provisional: false, stage: 'deciding', criteria: [] },
  ...{ topReasons: [], entries: [], content: [], topics: [], painPoint: null, statedNeeds: {}, consent: [] },
  ...{ earlierCycles: [], attempts: [], missingFields: [], callBy: null },
};
const dossier = {
  ...{ entries: [], criteria: [], content: [], intent: [], stage: 'deciding', statedNeeds: {}, missingFields: [] },
  profile: {},
};

type Given = {
  readonly minute?: number;
  readonly cycle?: string;
  readonly assignment?: string;
  readonly evidence?: number;
};

type OfClock = Given & { readonly due?: number; readonly act?: boolean };

/** The events of one lead, as its services publish them, each counted by its producer; `minute` counts from a Monday morning. */
export class ConsoleStory {
  readonly events: CloudEvent[] = [];
  readonly #counts = new Map<string, number>();

  identified(campaignSource = 'organic', minute = 0): this {
    const campaign = { source: campaignSource, name: 'spring' };
    const data = { ...stated(`first-${minute}`, minute), createdAt: at(minute), firstType: 'form_submitted', campaign };
    return this.#say('ingestion', contracts.leadIdentified, data, minute);
  }

  profile(version: number, profile: Record<string, string>, ids: { email?: string; crmId?: string } = {}): this {
    return this.#say('ingestion', contracts.profileChanged, { version, ids, profile }, version);
  }

  scored(outcome: DataOf<typeof contracts.leadScored>['outcome'], score: number, minute = 1): this {
    const data = { ...standing(score, minute), previousGrade: null, outcome, reason: `scored ${outcome}` };
    return this.#say('scoring', contracts.leadScored, { ...data, stage: 'aware' }, minute);
  }

  qualified(given: Given & { readonly number?: number; readonly origin?: 'marketing' | 'sales' } = {}): this {
    const { minute = 2, cycle = 'c1', number = 1, origin = 'marketing' } = given;
    const data = { ...standing(80, minute), cycleId: cycle, cycleNumber: number, origin, priority: 'P0' as const };
    const words = { rule: 'r1', reason: 'asked for a demo', dossier };
    return this.#say('scoring', contracts.leadQualified, { ...data, ...words }, minute);
  }

  routed({ minute = 3, cycle = 'c1', assignment = 'a1', evidence }: Given = {}, rep = 'ada'): this {
    const since = evidence === undefined ? {} : { evidenceAt: at(evidence) };
    return this.#say(
      'routing',
      contracts.leadRouted,
      { ...assigned(minute, cycle, assignment, rep), ...since },
      minute,
    );
  }

  rerouted({ minute = 20, cycle = 'c1', assignment = 'a2' }: Given = {}, rep = 'ben'): this {
    const before = { previousAssignmentId: 'a1', previousRep: person('ada'), cause: 'untouched' as const };
    const data = { ...assigned(minute, cycle, assignment, rep), ...before };
    return this.#say('routing', contracts.leadRerouted, data, minute);
  }

  proposed({ minute = 3, cycle = 'c1', assignment = 'p1' }: Given = {}, rep = 'ada'): this {
    const { assignmentId: proposalId, rep: candidate, ...placement } = assigned(minute, cycle, assignment, rep);
    const data = { ...placement, proposalId, candidate, mayWrite: false };
    return this.#say('routing', contracts.leadProposed, data, minute);
  }

  held({ minute = 3, cycle = 'c1' }: Given = {}, reason = 'everybody is at their cap'): this {
    const data = { cycleId: cycle, priority: 'P0' as const, at: at(minute), reason, path: [] };
    return this.#say('routing', contracts.leadHeld, { ...data, retryAt: null }, minute);
  }

  unroutable({ minute = 3, cycle = 'c1' }: Given = {}): this {
    const data = { cycleId: cycle, priority: 'P0' as const, at: at(minute), reason: 'nobody speaks Finnish', path: [] };
    return this.#say('routing', contracts.leadUnroutable, data, minute);
  }

  clock(what: 'started' | 'breached' | 'withdrawn' | 'met', given: OfClock = {}): this {
    const { minute = 3, cycle = 'c1', assignment = 'a1', due = 8, act = true } = given;
    const common = { ...ofClock(minute, cycle, assignment), dueAt: at(due), act };
    if (what === 'started') return this.#say('sla', contracts.clockStarted, common, minute);
    if (what === 'breached') return this.#say('sla', contracts.slaBreached, { ...common, unconfirmed: false }, minute);
    if (what === 'withdrawn') {
      const touch = { touchEventId: 't1', touchedAt: at(minute) };
      return this.#say('sla', contracts.breachWithdrawn, { ...common, ...touch }, minute);
    }
    const met = { by: 't1', metAt: at(minute), elapsedBusinessMinutes: 3, inTime: true };
    return this.#say('sla', contracts.clockMet, { ...common, ...met }, minute);
  }

  answered(
    answer: DataOf<typeof contracts.answerAccepted>['answer'],
    { minute = 10, cycle = 'c1', assignment = 'a1' }: Given = {},
    rest: { readonly goesOn?: boolean } = {},
  ): this {
    const said = {
      answerEventId: `answer-${minute}`,
      answer,
      reason: 'no need',
      at: at(minute),
      occurredAt: at(minute),
    };
    const of = { assignmentId: assignment, cycleId: cycle, repId: 'ada', priority: 'P0' as const };
    return this.#say('sla', contracts.answerAccepted, { ...said, ...of, ...rest }, minute);
  }

  attempt(step: number, minute: number, due: number): this {
    const of = { assignmentId: 'a1', cycleId: 'c1', repId: 'ada', pool: 'sales', priority: 'P0' as const };
    const data = { ...of, at: at(minute), plan: '1', step, kind: 'call' as const, dueAt: at(due) };
    return this.#say('sla', contracts.attemptDue, data, minute);
  }

  touch(minute = 5, disposition = 'no answer'): this {
    const call = { kind: 'call' as const, automated: false, disposition, properties: {} };
    const data = { ...stated(`touch-${minute}`, minute), ...call };
    return this.#say('ingestion', contracts.touchLogged, data, minute);
  }

  deal(
    what: 'opened' | 'won' | 'lost',
    minute: number,
    rest: { cycleId?: string; dealId?: string; by?: string } = {},
  ): this {
    const definition = { opened: contracts.dealOpened, won: contracts.dealWon, lost: contracts.dealLost }[what];
    const data = { ...stated(`deal-${what}-${minute}`, minute), dealId: 'd1', properties: {}, amount: 900, ...rest };
    return this.#say('ingestion', definition as EventDefinition, { ...data, reason: 'price' }, minute);
  }

  nurture(what: 'enrolled' | 'resumed' | 'step' | 'paused' | 'exited', minute: number): this {
    const common = { track: 'timing', at: at(minute) };
    if (what === 'enrolled' || what === 'resumed') {
      const data = { ...common, reason: 'no budget', wakeAt: at(9_000), resumed: what === 'resumed' };
      return this.#say('feedback', contracts.leadEnrolled, data, minute);
    }
    if (what === 'step') {
      return this.#say('feedback', contracts.nurtureStepDue, { ...common, step: 1, kind: 'mail' }, minute);
    }
    const definition = what === 'paused' ? contracts.nurturePaused : contracts.nurtureExited;
    return this.#say('feedback', definition, { ...common, because: 'sales works the lead' }, minute);
  }

  recycled({ minute = 30, cycle = 'c1' }: Given = {}): this {
    const when = { at: at(minute), evidenceFrom: at(minute), coolOffUntil: at(minute + 60) };
    const data = { cycleId: cycle, reason: 'lost on price', track: 'budget', ...when };
    return this.#say('feedback', contracts.leadRecycled, data, minute);
  }

  view(): LeadView {
    return viewOf(this.events);
  }

  shown(): LeadItem {
    return describeLead(LEAD, this.view());
  }

  #say<D>(producer: string, definition: EventDefinition<D>, data: NoInfer<D>, minute: number): this {
    const count = (this.#counts.get(producer) ?? 0) + 1;
    this.#counts.set(producer, count);
    this.events.push({
      specversion: '1.0',
      id: `${producer}-${count}`,
      source: `smarketing/${producer}`,
      type: definition.type,
      subject: LEAD,
      time: at(minute),
      // Ingestion's tables are nobody's lane: its events count themselves.
      leadversion: producer === 'ingestion' ? undefined : count,
      agreementversion: 3,
      data: definition.schema.parse(data),
    });
    return this;
  }
}

/** What the service's reactors make of events, in this order. */
export function viewOf(events: readonly CloudEvent[], before: LeadView = newLeadView()): LeadView {
  const context: DecideContext<unknown> = {
    ...{ nowMs: 0, environment: undefined, agreementVersion: 3, inputId: 'i', unconfirmed: false, rebuilding: false },
  };
  return events.reduce((view, event) => {
    const reactor = consoleService.reactors.find((each) => reactsTo(each, event));
    if (reactor?.kind !== 'event') throw new Error(`nobody reacts to ${event.type}`);
    return (reactor.decide(view, event, context, undefined).state as LeadView | undefined) ?? view;
  }, before);
}

/** The same, of events that are told again. */
export function retoldOf(events: readonly CloudEvent[], before: LeadView = newLeadView()): LeadView {
  return events.reduce((view, event) => {
    const reactor = consoleService.reactors.find((each) => reactsTo(each, event));
    if (reactor?.kind !== 'event' || !reactor.retold) throw new Error(`nobody learns from ${event.type}`);
    return reactor.retold(view, event, { nowMs: 0, environment: undefined, agreementVersion: 3 }) as LeadView;
  }, before);
}

function reactsTo(reactor: Reactor, event: CloudEvent): boolean {
  return reactor.kind === 'event' && reactor.on.some(({ type }) => type === event.type);
}

export function at(minute: number): string {
  return new Date(Date.parse('2026-03-23T09:00:00.000Z') + minute * 60_000).toISOString();
}

function stated(eventId: string, minute: number) {
  return { eventId, source: 'website', occurredAt: at(minute), receivedAt: at(minute) };
}

function standing(score: number, minute: number) {
  const parts = { fit: 30, engagement: Math.max(0, score - 30), grade: 'A1', provisional: false };
  return { model: 'default', at: at(minute), score, ...parts };
}

const person = (id: string) => ({ id, name: id === 'ada' ? 'Ada' : 'Ben' });

function assigned(minute: number, cycleId: string, assignmentId: string, rep: string) {
  const of = { assignmentId, cycleId, model: 'default', priority: 'P0' as const, at: at(minute) };
  return {
    ...of,
    rep: person(rep),
    pool: 'sales',
    rule: 'all',
    reason: `${person(rep).name} is next`,
    path: [],
    packet,
  };
}

function ofClock(minute: number, cycleId: string, assignmentId: string) {
  const of = { assignmentId, cycleId, repId: 'ada', pool: 'sales', priority: 'P0' as const, at: at(minute) };
  const clock = { clockId: `${assignmentId}/first-touch`, kind: 'first-touch' as const, side: 'sales' as const };
  return { ...of, ...clock, startedAt: at(3), targetMinutes: 5 };
}
