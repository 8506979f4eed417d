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
} from '@smarketing/contracts';
import { takeAccepted, takeAttempt, takeExhausted, takeRefused } from './domain/take-answer.ts';
import { takeBreached, takeEscalated, takeMet, takeReminder, takeStarted, takeWithdrawn } from './domain/take-clock.ts';
import { onLead } from './on-lead.ts';

/** What is owed for a lead, and the answers that count. */
export const onSla = [
  onLead('on-sla', clockStarted, takeStarted),
  onLead('on-sla', reminderDue, takeReminder),
  onLead('on-sla', slaBreached, takeBreached),
  onLead('on-sla', slaEscalated, takeEscalated),
  onLead('on-sla', breachWithdrawn, takeWithdrawn),
  onLead('on-sla', clockMet, takeMet),
  onLead('on-sla', attemptDue, takeAttempt),
  onLead('on-sla', planExhausted, takeExhausted),
  onLead('on-sla', answerAccepted, takeAccepted),
  onLead('on-sla', answerRefused, takeRefused),
];
