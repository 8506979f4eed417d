import type { LeadScore } from '../domain/lead-score.ts';

/** What a fold of the lead's evidence gives again: the tallies, and what the hand-off tells of it. */
const DERIVED: ReadonlySet<string> = new Set<keyof LeadScore>([
  ...(['tallies', 'content', 'needs', 'firstSource', 'lastCampaign', 'pressure', 'noted'] as const),
]);

/**
 * Whether all that a lead has beyond its row can be derived from its evidence again: nothing was decided, nothing else was told. Fields are
 * compared by identity, so that a doubtful answer is no.
 */
export function differsByEvidenceAlone(row: LeadScore, lead: LeadScore): boolean {
  if (row.tallies.version !== lead.tallies.version || row.tallies.rebuild || lead.tallies.rebuild) return false;
  if (row.pressure.touches !== lead.pressure.touches) return false;
  if (!haveSame(row.standings, lead.standings)) return false;
  const fields = Object.keys(lead) as (keyof LeadScore)[];
  return fields.every((field) => field === 'standings' || DERIVED.has(field) || row[field] === lead[field]);
}

function haveSame(a: LeadScore['standings'], b: LeadScore['standings']): boolean {
  const models = Object.keys(b);
  return models.length === Object.keys(a).length && models.every((model) => a[model] === b[model]);
}
