import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import {
  accountPicture,
  consentStatement,
  contactPressure,
  contentEngaged,
  criterion,
  instant,
  ledgerEntry,
  onRung,
  person,
  points,
  priority,
  statedNeeds,
} from './shapes.ts';

/** One step of the path that led to a decision, in words a rep understands. */
export const pathStep = z.looseObject({
  step: z.string(),
  result: z.string(),
  /** Of a pool's choice: each rep that was not chosen, and why. */
  passedOver: z.array(z.looseObject({ rep: z.string(), because: z.string() })).optional(),
});
export type PathStep = z.infer<typeof pathStep>;

/** The hand-off: frozen at the instant of the assignment, never recomputed. */
export const handoffPacket = z.looseObject({
  /** As a colleague would say it. */
  summary: z.string(),
  contact: z.looseObject({
    name: z.string().optional(),
    title: z.string().optional(),
    company: z.string().optional(),
    email: z.string().optional(),
    phone: z.string().optional(),
    country: z.string().optional(),
    timeZone: z.string().optional(),
  }),
  grade: z.string(),
  score: points,
  provisional: z.boolean(),
  stage: z.string(),
  criteria: z.array(criterion),
  /** The entries that weigh most, in words. */
  topReasons: z.array(z.string()),
  entries: z.array(ledgerEntry),
  content: z.array(contentEngaged),
  topics: z.array(z.string()),
  painPoint: z.string().nullable(),
  statedNeeds,
  consent: z.array(consentStatement),
  /** Earlier cycles of this person and how each ended. */
  earlierCycles: z.array(
    z.looseObject({ cycleId: z.string(), startedAt: instant, outcome: z.string(), reason: z.string().optional() }),
  ),
  attempts: z.array(z.looseObject({ kind: z.string(), at: instant, disposition: z.string().optional() })),
  /** Required by the agreement and unknown: marketing's debt. */
  missingFields: z.array(z.string()),
  callBy: instant.nullable(),
  /** The company: who else of it is worked, and what is known of it since somebody of it engaged. */
  account: accountPicture.partial().extend({ domain: z.string(), otherOpenCycles: z.int() }).optional(),
  pressure: contactPressure.optional(),
  /** True where nobody has been given the lead: it is what would be handed over. */
  proposed: z.boolean().optional(),
  rung: onRung.rung,
});
export type HandoffPacket = z.infer<typeof handoffPacket>;

const placement = {
  ...onRung,
  cycleId: z.string(),
  model: z.string(),
  priority,
  at: instant,
  pool: z.string(),
  rule: z.string(),
  reason: z.string(),
  path: z.array(pathStep),
  packet: handoffPacket,
};

const assignment = { ...placement, assignmentId: z.string(), rep: person };

export const leadRouted = defineEvent('lead.routed', 'smarketing.routing.v1', z.looseObject(assignment));

export const leadRerouted = defineEvent(
  'lead.rerouted',
  'smarketing.routing.v1',
  z.looseObject({
    ...assignment,
    previousAssignmentId: z.string(),
    previousRep: person,
    cause: z.enum(['untouched', 'wrong-owner', 'owner-left']),
  }),
);

/**
 * Who would get the lead, and why, where the agreement's rung assigns nobody: never to be acted on, and a type of its own, so
 * that nobody takes it for an assignment. `mayWrite`: whether it may be written into Smarketing's own fields of the CRM.
 */
export const leadProposed = defineEvent(
  'lead.proposed',
  'smarketing.routing.v1',
  z.looseObject({ ...placement, proposalId: z.string(), candidate: person, mayWrite: z.boolean() }),
);

/** Waits for something nameable: capacity, an opening. */
export const leadHeld = defineEvent(
  'lead.held',
  'smarketing.routing.v1',
  z.looseObject({
    ...onRung,
    cycleId: z.string(),
    priority,
    at: instant,
    reason: z.string(),
    retryAt: instant.nullable(),
    path: z.array(pathStep),
  }),
);

/** Nobody can take it, and waiting will not help: a person must act. */
export const leadUnroutable = defineEvent(
  'lead.unroutable',
  'smarketing.routing.v1',
  z.looseObject({ ...onRung, cycleId: z.string(), priority, at: instant, reason: z.string(), path: z.array(pathStep) }),
);
