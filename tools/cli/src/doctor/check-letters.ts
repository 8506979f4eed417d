import { findLetters } from '../dead-letters/list-letters.ts';
import type { Installation } from '../installation/installation.ts';
import { ok, problem, problemOf, type Finding } from './finding.ts';

/** Beyond this nobody needs to know how many. */
const COUNTED = 500;

/** How many events are set aside and wait for somebody. The lanes went on without them: worth knowing, and no reason to fail. */
export async function checkLetters(installation: Installation): Promise<Finding> {
  const what = 'Dead letters';
  try {
    const { items, hasMore, unreachable } = await findLetters(installation, { status: 'waiting' }, COUNTED);
    if (unreachable.length > 0) {
      return problem(what, `not known of ${unreachable.map(({ service }) => service).join(', ')}: no answer`);
    }
    if (items.length === 0) return ok(what, 'none waits');
    const oldest = items.at(-1)!;
    const services = [...new Set(items.map(({ service }) => service))].toSorted();
    const count = `${hasMore ? 'more than ' : ''}${items.length} ${items.length === 1 ? 'waits' : 'wait'}`;
    return {
      what,
      state: 'note',
      words: `${count}, set aside by ${services.join(', ')}`,
      ...(hasMore ? {} : { since: oldest.at }),
      advice: 'see `smarketing dead-letters list` for what they are, and replay them once their cause is gone',
    };
  } catch (error) {
    return problemOf(what, error);
  }
}
