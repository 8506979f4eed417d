import { Refused } from '../installation/refused.ts';
import type { Door } from './door.ts';
import type { Delivered, Outgoing, Refusal } from './outgoing.ts';

/** Refusals of the batch, and not of the one who sends it. */
const ABOUT_THE_EVENTS: ReadonlySet<number> = new Set([400, 413, 422]);

/**
 * Delivers a batch. The intake takes all of a request or none of it, and names what is wrong: that is left out and told, and the
 * rest goes in. Throws what concerns every event: a wrong key, an installation that is away.
 */
export async function deliver(batch: readonly Outgoing[], door: Door): Promise<Delivered> {
  const refused: Refusal[] = [];
  let left = batch;
  while (left.length > 0) {
    try {
      await door.post(left.map(({ event }) => event));
      return { accepted: left.length, refused };
    } catch (error) {
      if (!(error instanceof Refused) || !ABOUT_THE_EVENTS.has(error.status)) throw error;
      const wrong = wrongOnes(error, left.length);
      if (wrong.size === 0) {
        const parts = await inHalves(left, door, error);
        return { accepted: parts.accepted, refused: [...refused, ...parts.refused] };
      }
      left.forEach(({ line }, index) => {
        const reason = wrong.get(index);
        if (reason !== undefined) refused.push({ line, reason });
      });
      left = left.filter((_, index) => !wrong.has(index));
    }
  }
  return { accepted: 0, refused };
}

/** `[3].data.who: …` names the fourth of the batch. */
function wrongOnes({ fields }: Refused, size: number): Map<number, string> {
  const wrong = new Map<number, string>();
  for (const { field, message } of fields) {
    const [, index, path = ''] = /^\[(\d+)\]\.?(.*)$/.exec(field) ?? [];
    if (index === undefined || Number(index) >= size) continue;
    const before = wrong.get(Number(index));
    wrong.set(Number(index), `${before === undefined ? '' : `${before}; `}${path === '' ? '' : `${path}: `}${message}`);
  }
  return wrong;
}

/** Where nobody says which event is at fault, halving finds it. */
async function inHalves(batch: readonly Outgoing[], door: Door, error: Refused): Promise<Delivered> {
  const [only] = batch;
  if (only !== undefined && batch.length === 1) {
    const fields = error.fields.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
    return { accepted: 0, refused: [{ line: only.line, reason: fields.join('; ') || error.detail }] };
  }
  const middle = Math.ceil(batch.length / 2);
  const first = await deliver(batch.slice(0, middle), door);
  const second = await deliver(batch.slice(middle), door);
  return { accepted: first.accepted + second.accepted, refused: [...first.refused, ...second.refused] };
}
