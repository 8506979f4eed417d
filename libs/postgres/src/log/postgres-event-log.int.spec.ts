import { startTestPostgres } from '@smarketing/testing';
import { eventLogContract } from '../../../messaging/src/event-log.contract.ts';
import { PostgresLogProcesses } from './log-processes.ts';

eventLogContract('PostgresEventLog', async () => {
  const server = await startTestPostgres();
  const processes = await PostgresLogProcesses.start(await server.freshDatabase());
  return {
    open: async () => processes.open(),
    crash: (log) => processes.crash(log),
    deleteBefore: ({ topic, partition }, offset) =>
      deleteBatches(processes, 'b.pid = t.first_pid + $2 AND b.first_off < $3', [topic, partition, offset]),
    recreate: ({ name, partitions }) =>
      deleteBatches(processes, 'b.pid BETWEEN t.first_pid AND t.first_pid + $2 - 1', [name, partitions]),
    close: async () => {
      await processes.end();
      await server.stop();
    },
  };
});

async function deleteBatches(processes: PostgresLogProcesses, which: string, values: unknown[]): Promise<void> {
  await processes.admin.query(
    `DELETE FROM log.log_batch b USING log.log_topic t WHERE t.name = $1 AND ${which}`,
    values,
  );
}
