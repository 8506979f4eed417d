import * as z from 'zod';
import { defineEvent } from './event-definition.ts';
import { instant, onRung, priority } from './shapes.ts';

/** Of a proposal, `assignmentId` is that of the proposal, and `repId` is who would have got the lead. */
const subjectOfClock = {
  ...onRung,
  assignmentId: z.string(),
  cycleId: z.string(),
  repId: z.string(),
  pool: z.string(),
  priority,
  at: instant,
};

const clock = {
  ...subjectOfClock,
  clockId: z.string(),
  kind: z.enum(['first-touch', 'answer']),
  side: z.enum(['sales', 'marketing']),
  startedAt: instant,
  dueAt: instant,
  /** Business minutes promised. */
  targetMinutes: z.number(),
};

export const clockStarted = defineEvent('clock.started', 'smarketing.sla.v1', z.looseObject(clock));

/** An agreed fraction of the promised time has passed. */
export const reminderDue = defineEvent(
  'reminder.due',
  'smarketing.sla.v1',
  z.looseObject({ ...clock, fraction: z.number() }),
);

/** `unconfirmed`: an upstream stood still for so long that the backlog could not be asked. */
export const slaBreached = defineEvent(
  'sla.breached',
  'smarketing.sla.v1',
  z.looseObject({ ...clock, unconfirmed: z.boolean() }),
);

export const slaEscalated = defineEvent(
  'sla.escalated',
  'smarketing.sla.v1',
  z.looseObject({ ...clock, level: z.enum(['manager', 're-route']) }),
);

/** A touch that lay before the due instant arrived after the breach was announced. */
export const breachWithdrawn = defineEvent(
  'breach.withdrawn',
  'smarketing.sla.v1',
  z.looseObject({ ...clock, touchEventId: z.string(), touchedAt: instant }),
);

export const clockMet = defineEvent(
  'clock.met',
  'smarketing.sla.v1',
  z.looseObject({
    ...clock,
    by: z.string(),
    metAt: instant,
    elapsedBusinessMinutes: z.number(),
    /** False when it came after the due instant. */
    inTime: z.boolean(),
  }),
);

const attempt = {
  ...subjectOfClock,
  plan: z.string(),
  step: z.int(),
  kind: z.enum(['call', 'mail']),
  /** What the agreement says to bring along. */
  material: z.string().optional(),
  dueAt: instant,
};

export const attemptDue = defineEvent('attempt.due', 'smarketing.sla.v1', z.looseObject(attempt));

export const planExhausted = defineEvent(
  'plan.exhausted',
  'smarketing.sla.v1',
  z.looseObject({ ...subjectOfClock, plan: z.string(), attempts: z.int() }),
);

const answer = {
  answerEventId: z.string(),
  answer: z.enum(['accepted', 'rejected', 'recycled', 'disqualified']),
  reason: z.string().optional(),
  fact: z.string().optional(),
  at: instant,
  occurredAt: instant,
};

/** The answer is in accordance with the rules: others act on this one. */
export const answerAccepted = defineEvent(
  'answer.accepted',
  'smarketing.sla.v1',
  z.looseObject({
    ...answer,
    assignmentId: z.string(),
    cycleId: z.string(),
    repId: z.string(),
    priority,
    track: z.string().optional(),
  }),
);

export const answerRefused = defineEvent(
  'answer.refused',
  'smarketing.sla.v1',
  z.looseObject({ ...answer, because: z.string() }),
);
