/** A batch that is tried without being kept: thrown to roll it back. */
export class Rehearsed extends Error {
  override readonly name = 'Rehearsed';
}

/** With more than so many the fault is not with the data. */
const MOST_REFUSED = 100;

/**
 * Finds the inputs of a batch that the database refuses, each with its reason: an input is refused if all that stands before it
 * passes and with it does not. `rehearse` tries the batch with nothing but the inputs that it is given, keeps nothing, and
 * returns what the database said, or null. Answers null where no inputs can be blamed: even an empty batch is refused, or
 * there are more than a hundred.
 */
export async function findRefused(
  inputs: readonly string[],
  rehearse: (only: ReadonlySet<string>) => Promise<string | null>,
): Promise<ReadonlyMap<string, string> | null> {
  const refused = new Map<string, string>();
  const tryFirst = (count: number): Promise<string | null> =>
    rehearse(new Set(inputs.slice(0, count).filter((input) => !refused.has(input))));
  if ((await tryFirst(0)) !== null) return null;
  let passing = 0;
  for (;;) {
    let problem = await tryFirst(inputs.length);
    if (problem === null) return refused;
    if (refused.size >= MOST_REFUSED) return null;
    let failing = inputs.length;
    while (failing - passing > 1) {
      const middle = (passing + failing) >> 1;
      const said = await tryFirst(middle);
      if (said === null) {
        passing = middle;
      } else {
        failing = middle;
        problem = said;
      }
    }
    refused.set(inputs[failing - 1]!, problem);
    passing = failing;
  }
}
