import { leadCooled, leadQualified, leadScored } from '@smarketing/contracts';
import { takeCooled, takeQualified, takeScored } from './domain/take-standing.ts';
import { onLead } from './on-lead.ts';

/** What a lead is worth, per model, and the cycles that begin with it. */
export const onScore = [
  onLead('on-score', leadScored, takeScored),
  onLead('on-score', leadQualified, takeQualified),
  onLead('on-score', leadCooled, takeCooled),
];
