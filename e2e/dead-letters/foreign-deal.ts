import { randomUUID } from 'node:crypto';
import { dealWon } from '@smarketing/contracts';
import { laneOf, type EventLog } from '@smarketing/messaging';
import type { Api } from '../api.ts';

/** Who reacts to a deal that was won. */
export const READERS = ['console', 'feedback', 'routing', 'scoring', 'sla'];

/** Makes a lead, and a deal of it appended to the log by a program that is none of ours. Returns the lead's id. */
export async function foreignDeal(api: Api, log: EventLog, email: string, dealId: string): Promise<string> {
  await api.emit({ id: `lead of ${dealId}`, type: 'form_submitted', data: { email } });
  await api.idle();
  const { id: lead } = await api.lead(email);
  const at = new Date().toISOString();
  const event = {
    ...{ specversion: '1.0', id: randomUUID(), source: 'elsewhere', type: dealWon.type, subject: lead, time: at },
    data: {
      ...{ eventId: randomUUID(), source: 'elsewhere', occurredAt: at, receivedAt: at, dealId, amount: 5_000 },
      properties: { dealId, amount: 5_000 },
    },
  };
  const record = { topic: dealWon.topic, partition: laneOf(lead), key: lead, headers: {} };
  await log.append([{ ...record, value: JSON.stringify(event) }]);
  return lead;
}
