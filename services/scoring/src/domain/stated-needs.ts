import type { ScorableEvent } from '@smarketing/agreement';
import type { StatedNeeds } from '@smarketing/contracts';
import { instantOf } from './evidence-of.ts';
import type { LeadScore, NeedField } from './lead-score.ts';
import { newest } from './said.ts';

const FIELDS = [
  'need',
  'currentSupplier',
  'supplierProblem',
  'contractEnd',
  'quote',
] as const satisfies readonly NeedField[];
const LONGEST = 2_000;

type Needs = LeadScore['needs'];

/** What the person stated in a form or a chat, the newest word per field; never guessed from what they read. */
export function withNeeds(needs: Needs, event: ScorableEvent): Needs {
  const { properties = {} } = event;
  let next = needs;
  for (const field of FIELDS) {
    const value = Object.hasOwn(properties, field) ? properties[field] : undefined;
    if (typeof value !== 'string' || value.trim() === '') continue;
    const said = { value: value.trim().slice(0, LONGEST), atMs: instantOf(event), eventId: event.id };
    next = { ...next, [field]: newest(next[field], said) };
  }
  return next;
}

export function statedNeedsOf(needs: Needs): StatedNeeds {
  return Object.fromEntries(FIELDS.flatMap((field) => (needs[field] ? [[field, needs[field].value]] : [])));
}
