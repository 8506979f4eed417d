import type { Command } from 'commander';
import { Failure, WrongUsage } from '../exit.ts';
import { printJson, type CommandContext } from './command-context.ts';

/** `smarketing topics apply` */
export function addTopics(program: Command, { terminal }: CommandContext): void {
  const topics = program.command('topics').description('The topics of the event log.');
  topics
    .command('apply')
    .description('Creates the topics that are missing in Kafka (KAFKA_BROKERS).')
    .option('--json', 'print JSON in place of words')
    .action(async (options: { readonly json?: boolean }) => {
      const brokers = brokersIn(terminal.env['KAFKA_BROKERS']);
      // Loaded only here, since no other command needs a driver.
      const [{ KafkaEventLog, KafkaUnreachable }, { topicSpecs }] = await Promise.all([
        import('@smarketing/kafka'),
        import('@smarketing/messaging'),
      ]);
      const specs = topicSpecs();
      try {
        const log = await KafkaEventLog.open({ brokers, clientId: 'smarketing-cli', log: () => undefined });
        try {
          await log.ensureTopics(specs);
        } finally {
          await log.close();
        }
      } catch (error) {
        if (error instanceof KafkaUnreachable) throw new Failure(error.message);
        throw error;
      }
      const all = specs.map(({ name, partitions }) => ({ name, partitions }));
      if (options.json) printJson(terminal, { topics: all });
      else terminal.out(all.map(({ name, partitions }) => `${name} (${partitions})`).join('\n'));
    });
}

function brokersIn(text: string | undefined): string[] {
  const brokers = (text ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (brokers.length > 0 && brokers.every((broker) => /^[^\s:]+:\d+$/.test(broker))) return brokers;
  throw new WrongUsage('Set KAFKA_BROKERS to the brokers, as host:port with commas between them.');
}
