import { carryOver, type CarryOver } from '@smarketing/agreement';
import type { InForceEnvironment } from '@smarketing/service-kit';
import type { Carrying } from './lead-scores.ts';

/** From version to version as the environment knows them: found out once for each two. */
export function carryingIn(environment: Pick<InForceEnvironment, 'under'>): Carrying {
  const found = new Map<string, CarryOver | null>();
  return (from, to) => {
    const which = `${from} ${to}`;
    const known = found.get(which);
    if (known !== undefined) return known;
    const [before, after] = [environment.under(from), environment.under(to)];
    if (before === undefined || after === undefined) return null;
    const over = carryOver(before.agreement, after.agreement);
    found.set(which, over);
    return over;
  };
}
