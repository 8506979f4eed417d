import { buyerStage, type BuyerStage } from '../schema/intent.ts';

const STAGES: ReadonlySet<unknown> = new Set(buyerStage.options);

export function isBuyerStage(value: unknown): value is BuyerStage {
  return STAGES.has(value);
}
