import { INTAKE } from '@smarketing/contracts';
import { reactorsIn } from '@smarketing/messaging';
import type { DecodedIntake } from './domain/decoded-intake.ts';
import { takeStatement } from './domain/take-statement.ts';
import { Directory } from './store/directory.ts';

const { onIntake: reactor } = reactorsIn<undefined>();

/** What prospects and sales people did, as the world sends it: counted once, and about somebody. */
export const onIntake = reactor({
  name: 'on-intake',
  topic: INTAKE,
  shared: Directory,
  // decodeIntake made it, so it is one.
  decide: (event, { nowMs }, directory) => {
    const taken = takeStatement(event as DecodedIntake, directory, nowMs);
    return { ...taken, outcome: taken.changes?.row?.status ?? 'repeat' };
  },
});
