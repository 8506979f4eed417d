import { deliveryLaws } from './delivery-laws.contract.ts';

deliveryLaws('processes that wake up and believe to own what others have claimed', { kills: 1, pauses: 3 });
