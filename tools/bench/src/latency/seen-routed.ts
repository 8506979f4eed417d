import { KafkaEventLog } from '@smarketing/kafka';
import { leadRouted } from '@smarketing/contracts';
import { decodeRecord, topicSpecs } from '@smarketing/messaging';

/** What a CRM's consumer sees: when each lead was routed, by its user id; milliseconds of `performance.now`. */
export class SeenRouted {
  readonly at = new Map<string, number>();
  readonly #log: KafkaEventLog;

  private constructor(log: KafkaEventLog) {
    this.#log = log;
  }

  static async listen(brokers: string): Promise<SeenRouted> {
    const log = await KafkaEventLog.open({ brokers: brokers.split(','), clientId: 'bench-crm' });
    const seen = new SeenRouted(log);
    await log.join('bench-crm', topicSpecs([leadRouted.topic]), {
      onAssigned: async () => [],
      onRevoked: async () => undefined,
      onRecords: async (_topic, _partition, records) => {
        const nowMs = performance.now();
        for (const { type, data } of records.flatMap(decodeRecord)) {
          if (type !== leadRouted.type) continue;
          const email = (data as { readonly packet: { readonly contact: { readonly email?: string } } }).packet.contact
            .email;
          if (email !== undefined) seen.at.set(email.split('@', 1)[0]!, nowMs);
        }
      },
      onFailure: (error) => console.error(error),
    });
    return seen;
  }

  async close(): Promise<void> {
    await this.#log.close();
  }
}
