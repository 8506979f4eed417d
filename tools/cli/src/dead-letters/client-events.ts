import * as z from 'zod';

/** A client event that counts nowhere, as the API lists it, as far as it is read here. */
export const clientEvent = z.looseObject({
  id: z.string(),
  source: z.string(),
  clientId: z.string(),
  status: z.enum(['quarantined', 'refused']),
  reason: z.string().nullable(),
  difference: z.array(z.looseObject({ field: z.string(), first: z.json(), again: z.json() })).nullable(),
  type: z.string(),
  occurredAt: z.string(),
  receivedAt: z.string(),
  principalId: z.string().nullable(),
  repeats: z.number(),
});
export type ClientEvent = z.output<typeof clientEvent>;

export const clientEventDetails = clientEvent.extend({
  payload: z.json(),
  counted: z.looseObject({ receivedAt: z.string(), payload: z.json() }).nullable(),
});
export type ClientEventDetails = z.output<typeof clientEventDetails>;

export const clientEventPage = z.looseObject({ items: z.array(clientEvent), nextCursor: z.string().nullable() });

/** In place of a service's name, before the ids of client events. */
export const CLIENT_EVENTS = 'client-events';
