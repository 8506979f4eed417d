import type { FeedbackLead, Standing } from './feedback-lead.ts';
import { compareTold } from './stated-at.ts';

/** What scoring said last under one model holds. */
export function takeStanding(lead: FeedbackLead, model: string, standing: Standing): FeedbackLead {
  const standings = new Map(Object.entries(lead.standings));
  const known = standings.get(model);
  if (known !== undefined && compareTold(known, standing) > 0) return lead;
  // Not by assignment: a model named __proto__ is a model.
  return { ...lead, standings: Object.fromEntries(standings.set(model, standing)) };
}
