import type { DataOf } from './event-definition.ts';
import type { leadQualified } from './scoring-events.ts';

/**
 * The newest thing by which the prospect opened a cycle; epoch ms. The cycle begins when that is heard, which may be long after it
 * happened (an import, an outage), and a deal may have been won or lost in between: whatever was closed from then on came of this
 * cycle, and what was closed before was an earlier attempt. Where sales named the lead itself, the cycle's start.
 */
export function evidenceAtMs(
  origin: DataOf<typeof leadQualified>['origin'],
  qualifiedAtMs: number,
  { entries, intent, content }: Pick<DataOf<typeof leadQualified>['dossier'], 'entries' | 'intent' | 'content'>,
): number {
  if (origin === 'sales') return qualifiedAtMs;
  const happened = [...entries, ...intent, ...content].flatMap(({ occurredAt }) =>
    occurredAt === null ? [] : [Date.parse(occurredAt)],
  );
  return happened.length === 0 ? qualifiedAtMs : Math.min(qualifiedAtMs, Math.max(...happened));
}
