import { conclude, concludeDeal, concludeLate } from './conclude.ts';
import type { End } from './conclude.ts';
import type { Outcome } from './enrolment.ts';
import type { Moment } from './moment.ts';

/** Something after which the agreement may ask for more than that the lead is settled. Plain JSON: it can wait in the state. */
export type Occasion =
  | { readonly kind: 'given-up'; readonly end: End }
  | { readonly kind: 'deal-closed'; readonly dealId: string; readonly eventId: string }
  | { readonly kind: 'cycle-heard-of'; readonly cycleId: string };

export function follow({ lead, emits }: Outcome, occasion: Occasion, moment: Moment): Outcome {
  const outcome = outcomeOf({ lead, emits }, occasion, moment);
  return { lead: outcome.lead, emits: [...emits, ...outcome.emits] };
}

function outcomeOf({ lead }: Outcome, occasion: Occasion, moment: Moment): Outcome {
  switch (occasion.kind) {
    case 'given-up':
      return conclude(lead, occasion.end, moment);
    case 'deal-closed': {
      const deal = new Map(Object.entries(lead.deals)).get(occasion.dealId);
      // An older end, or one that something newer has undone, changes nothing.
      const isNews = deal?.closed?.eventId === occasion.eventId;
      return isNews ? concludeDeal(lead, deal, moment) : { lead, emits: [] };
    }
    case 'cycle-heard-of':
      return concludeLate(lead, occasion.cycleId, moment);
    default:
      return occasion satisfies never;
  }
}
