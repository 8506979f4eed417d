import type { FoundKey } from '../installation/find-keys.ts';
import type { Installation } from '../installation/installation.ts';
import { patiently } from '../installation/patiently.ts';
import type { Terminal } from '../terminal.ts';

/** One of the intake's entrances: takes a batch, or throws Refused for all of it. */
export type Door = { readonly post: (events: readonly unknown[]) => Promise<void> };

/** `POST /events`, as a batch of CloudEvents. */
export function cloudEventsDoor(installation: Installation, key: FoundKey, terminal: Terminal): Door {
  return {
    post: (events) =>
      patiently(async () => {
        const body = { type: 'application/cloudevents-batch+json', text: JSON.stringify(events) };
        await drained(await installation.call({ method: 'POST', path: '/events', key, body }));
      }, terminal),
  };
}

/** `POST /v1/batch`, as Segment's clients send. It takes whatever is JSON; what is wrong goes to the dead letters. */
export function segmentDoor(installation: Installation, terminal: Terminal): Door {
  const key = installation.writeKey();
  return {
    post: (batch) =>
      patiently(async () => {
        const sentAt = new Date(terminal.now()).toISOString();
        const body = { type: 'application/json', text: JSON.stringify({ batch, sentAt }) };
        await drained(await installation.call({ method: 'POST', path: '/v1/batch', key, basic: true, body }));
      }, terminal),
  };
}

/** A connection serves its next request once the answer has been read. */
async function drained(response: Response): Promise<void> {
  await response.arrayBuffer();
}
