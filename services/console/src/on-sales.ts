import { dealLost, dealOpened, dealStageChanged, dealWon, objectionHeard, touchLogged } from '@smarketing/contracts';
import {
  takeDealLost,
  takeDealOpened,
  takeDealStage,
  takeDealWon,
  takeObjection,
  takeTouch,
} from './domain/take-sales.ts';
import { onLead } from './on-lead.ts';

/** What sales does with a lead. */
export const onSales = [
  onLead('on-sales', touchLogged, takeTouch),
  onLead('on-sales', objectionHeard, takeObjection),
  onLead('on-sales', dealOpened, takeDealOpened),
  onLead('on-sales', dealStageChanged, takeDealStage),
  onLead('on-sales', dealWon, takeDealWon),
  onLead('on-sales', dealLost, takeDealLost),
];
