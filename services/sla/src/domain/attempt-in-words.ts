import { inZone } from './clock-in-words.ts';
import type { AttemptKind, PlanStep } from './sla-lead.ts';

type Attempt = {
  readonly step: PlanStep;
  readonly kind: AttemptKind;
  readonly dueAtMs: number;
  readonly made: boolean;
  /** Whether a call that nobody takes may leave a message. */
  readonly voicemail: boolean;
};

/** What is to be done, with what, and when: "Call on 2026-03-27 10:00 Europe/Berlin, with “The reference”". */
export function attemptInWords({ step, kind, dueAtMs, made, voicemail }: Attempt, timeZone: string): string {
  const what = kind === 'call' ? 'Call' : 'Write';
  const material = step.material === undefined ? '' : `, with “${step.material}”`;
  if (made) return `${what} on ${inZone(dueAtMs, timeZone)}${material}: done`;
  const message = kind === 'call' && !voicemail ? '; leave no message, enough have been left' : '';
  return `${what} on ${inZone(dueAtMs, timeZone)}${material}${message}`;
}
