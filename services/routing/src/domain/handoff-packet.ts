import type { HandoffPacket, LedgerEntry } from '@smarketing/contracts';
import type { Account } from './book-view.ts';
import { contactOf } from './contact.ts';
import { firstTouchDue } from './first-touch-due.ts';
import { handoffSummary } from './handoff-summary.ts';
import type { LeadRouting, OpenCycle } from './lead-routing.ts';
import type { Rep } from './rep.ts';
import type { World } from './world.ts';
import { spoken } from './words.ts';

const TOP_REASONS = 5;

/** The whole story of a lead for the rep who gets it, frozen at this instant. */
export function handoffPacket(
  lead: LeadRouting,
  cycle: OpenCycle,
  owner: { readonly rep: Rep; readonly pool: string },
  account: Account | null,
  world: World,
): HandoffPacket {
  const { dossier, standing } = cycle;
  const contact = contactOf(lead);
  const due = firstTouchDue(lead, cycle, owner.rep, owner.pool, world);
  const [signal] = dossier.intent;
  const proposed = !world.plan.allows.assignsOwners;
  const topReasons = reasonsOf(dossier.entries);
  const earlierCycles = lead.earlier
    .filter(({ outcome }) => outcome !== 'history')
    .map(({ cycleId, startedAtMs, endedAtMs, outcome, reason }) => ({
      cycleId,
      startedAt: iso(startedAtMs ?? endedAtMs),
      outcome,
      ...(reason === null ? {} : { reason }),
    }));
  const told = {
    contact,
    grade: standing.grade,
    provisional: standing.provisional,
    criteria: dossier.criteria,
    content: dossier.content,
    statedNeeds: dossier.statedNeeds,
    topReasons,
    earlierCycles,
  };
  return {
    summary: handoffSummary({
      ...told,
      account: dossier.account ?? null,
      pressure: dossier.pressure,
      priority: cycle.priority,
      signal: signal && { label: signal.label, atMs: Date.parse(signal.occurredAt) },
      due,
      rung: world.plan.rung,
      proposed,
      nowMs: world.nowMs,
    }),
    ...told,
    score: standing.score,
    stage: dossier.stage,
    entries: dossier.entries,
    intent: dossier.intent,
    topics: byFrequency(dossier.content.map(({ topic }) => topic)),
    painPoint: byFrequency(dossier.content.map(({ pain }) => pain))[0] ?? null,
    consent: [...(lead.consent?.statements ?? [])],
    attempts: lead.touches.map(({ kind, atMs, disposition }) => ({
      kind,
      at: iso(atMs),
      ...(disposition === null ? {} : { disposition }),
    })),
    missingFields: missingFields(lead, cycle),
    proposed,
    rung: world.plan.rung,
    callBy: due.byMs === null ? null : iso(due.byMs),
    channel: due.channel,
    ...(cycle.account === null
      ? {}
      : {
          account: {
            ...dossier.account,
            domain: cycle.account,
            otherOpenCycles: account?.open.filter(({ cycleId }) => cycleId !== cycle.cycleId).length ?? 0,
          },
        }),
    ...(dossier.pressure === undefined ? {} : { pressure: dossier.pressure }),
    ...(dossier.campaign === undefined ? {} : { campaign: dossier.campaign }),
    ...(dossier.firstSource === undefined ? {} : { firstSource: dossier.firstSource }),
    agreementVersion: world.agreementVersion,
  };
}

/** What the agreement requires and nobody has told us yet: a profile that came later may have filled it in. */
export function missingFields(lead: LeadRouting, cycle: OpenCycle): string[] {
  const known = lead.profile?.fields ?? {};
  return cycle.dossier.missingFields.filter(
    (field) => known[field] === undefined || known[field] === null || known[field] === '',
  );
}

/** One reason for all that reads the same, however many entries it has. */
function byLabel(entries: readonly LedgerEntry[]): Pick<LedgerEntry, 'label' | 'points' | 'count'>[] {
  const sums = new Map<string, { hundredths: number; count: number }>();
  for (const { label, points, count } of entries) {
    if (points === 0) continue;
    const sum = sums.get(label) ?? { hundredths: 0, count: 0 };
    sums.set(label, { hundredths: sum.hundredths + Math.round(points * 100), count: sum.count + count });
  }
  return [...sums].map(([label, { hundredths, count }]) => ({ label, points: hundredths / 100, count }));
}

function reasonsOf(entries: readonly LedgerEntry[]): string[] {
  return byLabel(entries)
    .filter(({ points }) => points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .slice(0, TOP_REASONS)
    .map(
      ({ label, points, count }) =>
        `${label}${count > 1 ? ` (${count} times)` : ''} ${points > 0 ? '+' : '−'}${Math.abs(points)}`,
    );
}

/** The most frequent first, the earlier one among equals. */
function byFrequency(values: readonly (string | undefined)[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => spoken(value));
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
