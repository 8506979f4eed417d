import { KeyedState } from '@smarketing/messaging';
import { newLead } from '../domain/lead-routing.ts';
import type { LeadRouting } from '../domain/lead-routing.ts';

/** What routing knows of each lead, by lead id. */
export abstract class RoutingLeads extends KeyedState<LeadRouting> {
  override initial(): LeadRouting {
    return newLead();
  }
}
