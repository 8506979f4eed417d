import type { ReferenceItem } from '../store/agreement-store.ts';
import type { AuditEntry } from './audit-entry.ts';

/** What is written into the trail with a change of a rep, an absence or a piece of content. */
export function referenceEntry(
  before: ReferenceItem | null,
  after: ReferenceItem,
  by: string,
  nowMs: number,
): AuditEntry {
  return {
    at: new Date(nowMs).toISOString(),
    by,
    action: before === null ? 'added' : 'changed',
    proposalId: null,
    version: null,
    about: after.kind,
    itemId: after.id,
    details: changesIn(before?.body ?? {}, after.body),
  };
}

function changesIn(before: ReferenceItem['body'], after: ReferenceItem['body']): readonly string[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) => {
    const [old, now] = [before[field], after[field]].map(inWords) as [string, string];
    const what = LABELS[field] ?? field;
    if (old !== now) return [`${what}: ${old} → ${now}`];
    // Such as why somebody is absent: that it changed is told, and not what to.
    const isSame = before[field] === undefined || JSON.stringify(before[field]) === JSON.stringify(after[field]);
    return isSame ? [] : [`${what}: other details`];
  });
}

const LABELS: Readonly<Record<string, string>> = {
  managerId: 'manager',
  openLeadCap: 'open leads at most',
  dailyCap: 'leads a day at most',
};

type Part = Readonly<Record<string, unknown>>;

/** Nothing is erased from the trail, so it holds when somebody is absent, and never why. */
function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!Array.isArray(value)) return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  if (value.length === 0) return 'none';
  return value.map((part) => (typeof part === 'object' ? partInWords(part as Part) : String(part))).join(', ');
}

function partInWords({ pool, weight, from, to }: Part): string {
  return pool === undefined ? `${String(from)} to ${String(to)}` : `${String(pool)} (weight ${String(weight)})`;
}
