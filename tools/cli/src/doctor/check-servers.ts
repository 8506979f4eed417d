import type { Terminal } from '../terminal.ts';
import { ok, problem, problemOf, type Finding } from './finding.ts';

/** The database that the environment names; none is named in the embedded mode, which brings its own. */
export async function checkDatabaseServer(env: Terminal['env']): Promise<readonly Finding[]> {
  const url = env['DATABASE_URL'];
  if (!url) return [];
  // Drivers are loaded only by those who look at a server.
  const { checkDatabase } = await import('@smarketing/postgres');
  try {
    await checkDatabase(url);
    return [ok('PostgreSQL', 'answers')];
  } catch (error) {
    return [problemOf('PostgreSQL', error)];
  }
}

export async function checkKafka(env: Terminal['env']): Promise<readonly Finding[]> {
  const brokers = (env['KAFKA_BROKERS'] ?? '').split(',').flatMap((broker) => broker.trim() || []);
  if (brokers.length === 0) return [];
  if (!brokers.every((broker) => /^[^\s:]+:\d+$/.test(broker))) {
    return [problem('Kafka', 'KAFKA_BROKERS is wrong: write host:port, with commas between them.')];
  }
  const { KafkaEventLog } = await import('@smarketing/kafka');
  try {
    const log = await KafkaEventLog.open({ brokers, clientId: 'smarketing-cli', log: () => undefined });
    await log.close();
    return [ok('Kafka', `answers at ${brokers.join(', ')}`)];
  } catch (error) {
    return [problemOf('Kafka', error)];
  }
}
