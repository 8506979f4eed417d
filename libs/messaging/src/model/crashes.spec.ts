import { deliveryLaws } from './delivery-laws.contract.ts';

deliveryLaws('processes that are killed at any step', { kills: 3, pauses: 1 });
