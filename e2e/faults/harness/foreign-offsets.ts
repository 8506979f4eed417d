import kafkajs, { type PartitionAssigner } from 'kafkajs';
import type { Random } from './random.ts';
import type { System } from './system.ts';
import { until } from './until.ts';

const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;

const clientOf = (system: System): kafkajs.Kafka =>
  new kafkajs.Kafka({
    brokers: system.servers.direct.KAFKA_BROKERS.split(','),
    clientId: 'stranger',
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 10 },
  });

/** Before the beginning, in the middle, or beyond the end of what there is. */
const nonsense = (random: Random, high: number): number =>
  random.pick([0, random.int(0, high + 1), high + random.int(1, 1_000)]);

/** Sets all offsets of groups to something else; on Kafka by joining them, as the only one where nobody else is there. */
export async function setGroupOffsets(system: System, groups: readonly string[], random: Random): Promise<void> {
  if (system.mode === 'distributed') {
    await Promise.all(groups.map((group) => joinAndCommitNonsense(system, group, random)));
    return;
  }
  const rows = await system.sql<{ grp: string; pid: number; next_off: string }>(
    'SELECT grp, pid, next_off FROM log.log_progress WHERE grp = ANY($1) ORDER BY grp, pid',
    [groups],
  );
  await system.sql(
    `UPDATE log.log_progress p SET next_off = c.next_off
     FROM unnest($1::text[], $2::int[], $3::bigint[]) AS c (grp, pid, next_off) WHERE p.grp = c.grp AND p.pid = c.pid`,
    [
      rows.map(({ grp }) => grp),
      rows.map(({ pid }) => pid),
      rows.map(({ next_off }) => nonsense(random, Number(next_off))),
    ],
  );
}

/** Joins a group as one of them, gets lanes, does nothing with them but commit nonsense, and leaves. */
async function joinAndCommitNonsense(system: System, group: string, random: Random): Promise<void> {
  const client = clientOf(system);
  const admin = client.admin();
  await admin.connect();
  const topics = (await admin.fetchOffsets({ groupId: group })).map(({ topic }) => topic);
  await admin.disconnect();
  const consumer = client.consumer({
    groupId: group,
    partitionAssigners: [disguise],
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
    rebalanceTimeout: 10_000,
  });
  const assigned = new Map<string, readonly number[]>();
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    for (const [topic, partitions] of Object.entries(payload.memberAssignment)) assigned.set(topic, partitions);
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await until(() => [...assigned.values()].some((partitions) => partitions.length > 0), {
      withinMs: 120_000,
      what: 'a stranger to be given lanes',
    });
    const offsets = [...assigned].flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition, offset: String(nonsense(random, 200)) })),
    );
    await consumer.commitOffsets(offsets);
  } finally {
    await consumer.disconnect();
  }
}

/** Speaks the protocol of the groups; should the stranger be their leader, everything is given to the first. */
const disguise: PartitionAssigner = ({ cluster }) => ({
  name: 'smarketing-lanes',
  version: 1,
  protocol: ({ topics }) => ({
    name: 'smarketing-lanes',
    metadata: MemberMetadata.encode({ version: 1, topics, userData: Buffer.from('{}') }),
  }),
  assign: async ({ members, topics }) =>
    members.map(({ memberId }, index) => ({
      memberId,
      memberAssignment: MemberAssignment.encode({
        version: 1,
        assignment: Object.fromEntries(
          index > 0
            ? []
            : topics.map((topic) => [
                topic,
                cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId),
              ]),
        ),
        userData: Buffer.alloc(0),
      }),
    })),
});
