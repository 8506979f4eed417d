import type { EventDefinition } from './event-definition.ts';
import { accountSignalled, contactContributed } from './account-events.ts';
import { agreementActivated, contentCatalogued, repChanged } from './agreement-events.ts';
import { leadEnrolled, leadRecycled, nurtureExited, nurturePaused, nurtureStepDue } from './feedback-events.ts';
import {
  consentChanged,
  dealLost,
  dealOpened,
  dealStageChanged,
  dealWon,
  engagementRecorded,
  handoffAnswered,
  leadIdentified,
  leadNominated,
  objectionHeard,
  profileChanged,
  touchLogged,
} from './ingestion-events.ts';
import { leadHeld, leadProposed, leadRerouted, leadRouted, leadUnroutable } from './routing-events.ts';
import { leadCooled, leadQualified, leadScored } from './scoring-events.ts';
import {
  answerAccepted,
  answerRefused,
  attemptDue,
  breachWithdrawn,
  clockMet,
  clockStarted,
  planExhausted,
  reminderDue,
  slaBreached,
  slaEscalated,
} from './sla-events.ts';

export const services = ['ingestion', 'scoring', 'routing', 'sla', 'feedback', 'agreement', 'console'] as const;
export type ServiceName = (typeof services)[number];

export type FlowRow = {
  readonly event: EventDefinition;
  readonly from: ServiceName;
  readonly to: readonly ServiceName[];
  /** Who outside listens. */
  readonly outside?: string;
  /**
   * Where its later events supersede its earlier ones: per lead and value of this field of its data, only the newest is kept
   * to be told again for a replay. All are where it is left out.
   */
  readonly newestPer?: string;
};

/**
 * The flow: which event goes from where to where. Topics, the boot check of every service, docs/flow.md and the test that
 * travels every edge derive from this table. (Before it: the HTTP edge, or marketing automation, appends what prospects
 * and sales people did to the intake topic, and ingestion reads it.)
 */
export const flow = [
  // who they are and what they do
  { event: engagementRecorded, from: 'ingestion', to: ['scoring', 'feedback'] },
  { event: leadIdentified, from: 'ingestion', to: ['feedback', 'console'] },
  { event: profileChanged, from: 'ingestion', to: ['scoring', 'routing', 'sla', 'feedback', 'console'] },
  { event: consentChanged, from: 'ingestion', to: ['scoring', 'routing', 'sla', 'feedback', 'console'] },
  // what it is worth
  { event: leadScored, from: 'scoring', to: ['feedback', 'console'], newestPer: 'model' },
  { event: leadQualified, from: 'scoring', to: ['routing', 'feedback', 'console'] },
  { event: leadCooled, from: 'scoring', to: ['console'] },
  // what its company is worth: from the lane of a lead to that of its company, and back to its contacts
  { event: contactContributed, from: 'scoring', to: ['scoring'] },
  { event: accountSignalled, from: 'scoring', to: ['scoring'] },
  // who calls
  { event: leadRouted, from: 'routing', to: ['sla', 'feedback', 'console'], outside: 'CRM' },
  { event: leadRerouted, from: 'routing', to: ['sla', 'console'], outside: 'CRM' },
  { event: leadProposed, from: 'routing', to: ['sla', 'console'], outside: 'CRM' },
  { event: leadHeld, from: 'routing', to: ['console'], outside: 'CRM' },
  { event: leadUnroutable, from: 'routing', to: ['console'], outside: 'CRM' },
  // what each side owes
  { event: clockStarted, from: 'sla', to: ['console'] },
  { event: reminderDue, from: 'sla', to: ['console'], newestPer: 'clockId' },
  { event: slaBreached, from: 'sla', to: ['feedback', 'console'] },
  { event: slaEscalated, from: 'sla', to: ['routing', 'console'] },
  { event: breachWithdrawn, from: 'sla', to: ['feedback', 'console'] },
  { event: clockMet, from: 'sla', to: ['feedback', 'console'] },
  { event: attemptDue, from: 'sla', to: ['console'], newestPer: 'cycleId' },
  { event: planExhausted, from: 'sla', to: ['console'] },
  // what sales says and does
  { event: touchLogged, from: 'ingestion', to: ['scoring', 'routing', 'sla', 'feedback', 'console'] },
  { event: handoffAnswered, from: 'ingestion', to: ['sla'] },
  { event: answerAccepted, from: 'sla', to: ['scoring', 'routing', 'feedback', 'console'] },
  { event: answerRefused, from: 'sla', to: ['console'] },
  { event: leadNominated, from: 'ingestion', to: ['scoring'] },
  { event: objectionHeard, from: 'ingestion', to: ['feedback', 'console'] },
  { event: dealOpened, from: 'ingestion', to: ['scoring', 'sla', 'feedback', 'console'] },
  { event: dealStageChanged, from: 'ingestion', to: ['feedback', 'console'] },
  { event: dealWon, from: 'ingestion', to: ['scoring', 'routing', 'sla', 'feedback', 'console'] },
  { event: dealLost, from: 'ingestion', to: ['scoring', 'routing', 'sla', 'feedback', 'console'] },
  // what comes back
  { event: leadEnrolled, from: 'feedback', to: ['console'], outside: 'marketing automation' },
  { event: nurtureStepDue, from: 'feedback', to: ['console'], outside: 'marketing automation', newestPer: 'track' },
  { event: nurturePaused, from: 'feedback', to: ['console'], outside: 'marketing automation' },
  { event: nurtureExited, from: 'feedback', to: ['console'], outside: 'marketing automation' },
  { event: leadRecycled, from: 'feedback', to: ['scoring', 'routing', 'console'], outside: 'marketing automation' },
  // what all of them decide by
  { event: agreementActivated, from: 'agreement', to: ['scoring', 'routing', 'sla', 'feedback', 'console'] },
  { event: repChanged, from: 'agreement', to: ['scoring', 'routing', 'sla', 'console'] },
  { event: contentCatalogued, from: 'agreement', to: ['scoring'] },
] as const satisfies readonly FlowRow[];

/** The events that a service must react to, no more and no fewer. */
export function eventsTo(service: ServiceName): readonly EventDefinition[] {
  return flow.filter((row) => (row.to as readonly ServiceName[]).includes(service)).map((row) => row.event);
}

/** The events that a service may publish. */
export function eventsFrom(service: ServiceName): readonly EventDefinition[] {
  return flow.filter((row) => row.from === service).map((row) => row.event);
}

/** Whose events a topic carries; null where the flow does not say. */
export function writerOf(topic: string): ServiceName | null {
  return flow.find(({ event }) => event.topic === topic)?.from ?? null;
}
