import type { Platform } from '@smarketing/service-kit';
import { emailOf } from './statements.ts';

type Expected = { readonly people: number; readonly copies: number; readonly events: number };

/** Throws where somebody who was active has not exactly the events that were stated, with ingestion and with scoring; returns how many were. */
export async function checkFresh(pool: Platform['pool'], { people, copies, events }: Expected): Promise<number> {
  const emails = Array.from({ length: people }, (_, person) => emailOf(person, person % copies));
  const { rows } = await pool.query<{ lead: string; taken: number; scored: number; tallied: boolean }>(
    `SELECT i.lead_id::text AS lead,
       (SELECT count(*)::int FROM ingestion.client_event AS c WHERE c.lead_id = i.lead_id AND c.status = 'applied') AS taken,
       (SELECT count(*)::int FROM scoring.evidence AS e WHERE e.lead = i.lead_id::text) AS scored,
       EXISTS (SELECT FROM scoring.lead_score AS s WHERE s.key = i.lead_id::text) AS tallied
     FROM ingestion.identifier AS i WHERE i.kind = 'email' AND i.value = ANY($1::text[])`,
    [emails],
  );
  if (rows.length !== people) throw new Error(`${rows.length} of ${people} leads were found again`);
  for (const { lead, taken, scored, tallied } of rows) {
    if (taken !== events || scored !== events || !tallied)
      throw new Error(`of ${events} events of ${lead}, ${taken} were taken in and ${scored} scored`);
  }
  return rows.length;
}
