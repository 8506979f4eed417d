import { answerAccepted } from '@smarketing/contracts';
import type { DataOf } from '@smarketing/contracts';
import { onLead } from './decide-on-lead.ts';
import { acceptCycle } from './domain/cycles.ts';

/** Sales takes the lead, or gives it back with a reason that says what to do with it. */
export const onAnswer = onLead({
  name: 'on-answer',
  on: [answerAccepted],
  learn: (lead, { data }) => (data.answer === 'accepted' ? acceptCycle(lead, data.cycleId, givenAtMs(data)) : lead),
  occasion: ({ data }) => {
    const { cycleId, answer: said, reason = null, fact = null, answerEventId: causeId } = data;
    if (said === 'accepted') return null;
    const facts = textsIn(data['facts']);
    return { kind: 'given-up', end: { said, cycleId, reason, fact, facts, causeId, atMs: givenAtMs(data) } };
  },
});

function givenAtMs({ occurredAt, at }: DataOf<typeof answerAccepted>): number {
  return Math.min(Date.parse(occurredAt), Date.parse(at));
}

/** Further facts that the reason asks for, by name. */
function textsIn(facts: unknown): Record<string, string> {
  if (typeof facts !== 'object' || facts === null) return {};
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => typeof fact === 'string'));
}
