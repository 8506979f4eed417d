import { dueOf, exhaustedAtMs, nextSteps } from './attempt-plan.ts';
import { atFraction, hoursOfClock } from './clock-hours.ts';
import type { Clock, EscalationLevel } from './clock.ts';
import type { Assignment, PlanStep, SlaLead, WaitingAnswer } from './sla-lead.ts';
import type { Terms } from './terms.ts';

/** How long an answer waits for the assignment that it is about. */
export const ANSWER_WAITS_MS = 24 * 60 * 60_000;

/** Something that time alone brings about, once. */
export type Happening = { readonly atMs: number } & (
  | { readonly kind: 'reminder'; readonly of: Assignment; readonly clock: Clock; readonly fraction: number }
  | { readonly kind: 'breach'; readonly of: Assignment; readonly clock: Clock }
  | { readonly kind: 'escalation'; readonly of: Assignment; readonly clock: Clock; readonly level: EscalationLevel }
  | { readonly kind: 'attempt'; readonly of: Assignment; readonly step: PlanStep }
  | { readonly kind: 'exhaustion'; readonly of: Assignment }
  | { readonly kind: 'unclaimed'; readonly answer: WaitingAnswer }
);

/** What happens first of what happens at one instant. */
const RANK = { attempt: 0, exhaustion: 1, reminder: 2, breach: 3, escalation: 4, unclaimed: 5 } as const;
const LEVEL_RANK = { manager: 0, 're-route': 1 } as const;

/** What comes next for this lead if nobody does anything, in order: all there is, but of a plan only the next steps. */
export function happeningsOf(lead: SlaLead, terms: Terms): readonly Happening[] {
  return [
    ...lead.assignments.flatMap((assignment) => [
      ...assignment.clocks.flatMap((clock) => clockHappenings(lead, assignment, clock, terms)),
      ...planHappenings(lead, assignment, terms),
    ]),
    ...lead.waiting.map((answer): Happening => ({
      kind: 'unclaimed',
      atMs: answer.arrivedAtMs + ANSWER_WAITS_MS,
      answer,
    })),
  ].toSorted((a, b) => a.atMs - b.atMs || RANK[a.kind] - RANK[b.kind] || levelRank(a) - levelRank(b));
}

function levelRank(happening: Happening): number {
  return happening.kind === 'escalation' ? LEVEL_RANK[happening.level] : 0;
}

function clockHappenings(lead: SlaLead, of: Assignment, clock: Clock, terms: Terms): Happening[] {
  if (clock.settled) return [];
  const breach: Happening[] = clock.breachedAtMs === null ? [{ kind: 'breach', atMs: clock.dueAtMs, of, clock }] : [];
  if (clock.stop !== null) return breach;
  const hours = hoursOfClock(lead, of, clock, terms);
  const { passedOver = [] } = clock;
  const reminders = clock.reminders
    .filter((fraction) => !clock.remindersSent.includes(fraction) && !passedOver.includes(fraction))
    .map((fraction): Happening => ({
      kind: 'reminder',
      atMs: atFraction(hours, clock, fraction),
      of,
      clock,
      fraction,
    }));
  const escalations = levelsOf(clock)
    .filter(({ level }) => !clock.escalated.includes(level) && !passedOver.includes(level))
    .map(({ level, fraction }): Happening => ({
      kind: 'escalation',
      // Never before the breach, however a calendar was changed meanwhile.
      atMs: Math.max(atFraction(hours, clock, fraction), fraction >= 1 ? clock.dueAtMs : 0),
      of,
      clock,
      level,
    }));
  return [...reminders, ...breach, ...escalations];
}

function levelsOf(clock: Clock): { level: EscalationLevel; fraction: number }[] {
  return [
    { level: 'manager', fraction: clock.escalateAt },
    ...(clock.rerouteAt === null ? [] : [{ level: 're-route' as const, fraction: clock.rerouteAt }]),
  ];
}

function planHappenings(lead: SlaLead, of: Assignment, terms: Terms): Happening[] {
  const endMs = exhaustedAtMs(lead, of, terms);
  return [
    ...nextSteps(of).map((step): Happening => ({ kind: 'attempt', atMs: dueOf(lead, of, step, terms), of, step })),
    ...(endMs === null ? [] : [{ kind: 'exhaustion' as const, atMs: endMs, of }]),
  ];
}
