import { rootCause } from './kafka-client.ts';

/** No broker answered when the log was opened. The message is for people: it names the brokers and what to do. */
export class KafkaUnreachable extends Error {
  override readonly name = 'KafkaUnreachable';

  constructor(
    readonly brokers: readonly string[],
    cause: unknown,
  ) {
    const root = rootCause(cause);
    const why = root instanceof Error ? root.message : String(root);
    super(
      `Kafka does not answer at ${brokers.join(', ')} (${why}): start it (infra/native/up or docker compose up), or correct KAFKA_BROKERS.`,
      { cause },
    );
  }
}
