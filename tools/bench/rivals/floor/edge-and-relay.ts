// The floor's first process, as ingestion is ours: takes batches over HTTP, appends one record an event, reads them again and
// packs them for the next stage. It looks at nothing but the key.
import Fastify from 'fastify';
import { Gather } from './gather.ts';
import { PACKED, RECEIVED, createTopics, openKafka } from './topics.ts';

type Item = { readonly userId: string };
type Record = { readonly partition: number; readonly value: string };

const kafka = openKafka('floor-edge');
await createTopics(kafka);
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();

// acks −1 in both sends: what is answered for, and what is committed, must be durable, as ours is.
const received = new Gather<Item>(async (items) => {
  const messages = items.map((item) => ({ key: item.userId, value: JSON.stringify(item) }));
  await producer.send({ topic: RECEIVED, acks: -1, messages });
});
const packed = new Gather<Record>(async (records) => {
  const byPartition = Map.groupBy(records, ({ partition }) => partition);
  const messages = [...byPartition].map(([partition, own]) => ({
    partition,
    value: `[${own.map(({ value }) => value).join(',')}]`,
  }));
  await producer.send({ topic: PACKED, acks: -1, messages });
});

const consumer = kafka.consumer({ groupId: 'floor-relay', maxWaitTimeInMs: 250 });
await consumer.connect();
await consumer.subscribe({ topics: [RECEIVED], fromBeginning: true });
await consumer.run({
  // All partitions at once, or the work of 24 of them could not be gathered into one send.
  partitionsConsumedConcurrently: 24,
  eachBatch: async ({ batch }) => {
    await packed.add(batch.messages.map(({ value }) => ({ partition: batch.partition, value: value!.toString() })));
  },
});

const app = Fastify({ bodyLimit: 4 << 20 });
app.post<{ Body: { readonly batch: readonly Item[] } }>('/v1/batch', async ({ body }) => {
  await received.add(body.batch);
  return { success: true };
});
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.send?.('ready');
