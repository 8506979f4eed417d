import type { Fence, LeadScore } from './lead-score.ts';

const FENCES_KEPT = 20;

/** Only evidence newer than a fence can qualify. The same fence twice is one. */
export function withFence<L extends LeadScore>(lead: L, fence: Fence): L {
  const isKnown = lead.fences.some(
    ({ atMs, evidenceFromMs, coolOffUntilMs }) =>
      atMs === fence.atMs && evidenceFromMs === fence.evidenceFromMs && coolOffUntilMs === fence.coolOffUntilMs,
  );
  if (isKnown) return lead;
  const fences = [...lead.fences, fence].sort(
    (a, b) =>
      a.evidenceFromMs - b.evidenceFromMs || a.atMs - b.atMs || (a.coolOffUntilMs ?? 0) - (b.coolOffUntilMs ?? 0),
  );
  return { ...lead, fences: fences.slice(-FENCES_KEPT) };
}

/** They merge by maximum, so that their order of arrival does not matter. `atMs`: as it was then. */
export function evidenceFrom({ fences }: LeadScore, atMs = Infinity): number | undefined {
  let from: number | undefined;
  for (const fence of fences) {
    if (fence.atMs <= atMs) from = Math.max(from ?? -Infinity, fence.evidenceFromMs);
  }
  return from;
}

export function coolOffUntil({ fences }: LeadScore): number | undefined {
  let until: number | undefined;
  for (const { coolOffUntilMs } of fences) {
    if (coolOffUntilMs !== null) until = Math.max(until ?? -Infinity, coolOffUntilMs);
  }
  return until;
}
