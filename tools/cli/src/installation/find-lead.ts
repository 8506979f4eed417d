import * as z from 'zod';
import { Failure } from '../exit.ts';
import type { Installation } from './installation.ts';
import { Refused } from './refused.ts';

const lead = z.looseObject({ id: z.string(), email: z.string().nullish(), name: z.string().nullish() });
export type FoundLead = z.output<typeof lead>;

const list = z.looseObject({ items: z.array(lead) });

/** The one lead that is meant by its id, its e-mail address, or its id in the CRM. Throws Failure where there is none or several. */
export async function findLead(given: string, installation: Installation): Promise<FoundLead> {
  const isAddress = given.includes('@');
  if (!isAddress) {
    const byId = await leadById(given, installation);
    if (byId !== null) return byId;
  }
  const filter = `${isAddress ? 'email' : 'crmId'}=${encodeURIComponent(given)}`;
  const { items } = await installation.get(`/api/leads?${filter}`, list);
  const [first] = items;
  if (first === undefined) {
    throw new Failure(
      `There is no lead ${isAddress ? 'with the address' : 'with the id, or the id in the CRM,'} ${given}.`,
    );
  }
  if (items.length > 1)
    throw new Failure(`${items.length} leads are meant by ${given}: ${items.map(({ id }) => id).join(', ')}.`);
  return first;
}

async function leadById(id: string, installation: Installation): Promise<FoundLead | null> {
  try {
    return await installation.get(`/api/leads/${encodeURIComponent(id)}`, lead);
  } catch (error) {
    if (error instanceof Refused && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}
