import type { CloudEvent } from '@smarketing/contracts';

/** How its producer counted this event among all that it said of the lead, from 1. */
export function rankOf({ leadversion = 0 }: CloudEvent): number {
  return leadversion;
}
