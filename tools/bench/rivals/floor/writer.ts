// The floor's second process, as scoring is ours (there are two): reads what is packed and writes each batch in one statement,
// with a ledger of ids. Its state is a number per lead.
import pg from 'pg';
import { Gather } from './gather.ts';
import { PACKED, createTopics, openKafka } from './topics.ts';

type Item = { readonly messageId: string; readonly userId: string };

// One connection: batches are written one after the other, like those of one of our processes.
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 1 });

const WRITE = `
  WITH fresh AS (
    INSERT INTO evidence (event_id, lead, body)
    SELECT event_id, lead, body::json FROM json_to_recordset($1::json) AS r (event_id text, lead text, body text)
    ON CONFLICT DO NOTHING
    RETURNING lead
  )
  INSERT INTO lead_state AS s (lead, points)
  SELECT lead, count(*) FROM fresh GROUP BY lead ORDER BY lead
  ON CONFLICT (lead) DO UPDATE SET points = s.points + excluded.points`;

const written = new Gather<Item>(async (items) => {
  const rows = items.map((item) => ({ event_id: item.messageId, lead: item.userId, body: JSON.stringify(item) }));
  await pool.query(WRITE, [JSON.stringify(rows)]);
});

const kafka = openKafka('floor-writer');
await createTopics(kafka);
const consumer = kafka.consumer({ groupId: 'floor-writer', maxWaitTimeInMs: 250 });
await consumer.connect();
await consumer.subscribe({ topics: [PACKED], fromBeginning: true });
await consumer.run({
  partitionsConsumedConcurrently: 24,
  eachBatch: async ({ batch }) => {
    await written.add(batch.messages.flatMap(({ value }) => JSON.parse(value!.toString()) as Item[]));
  },
});
process.send?.('ready');
