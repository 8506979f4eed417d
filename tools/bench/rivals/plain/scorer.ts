// The plain design's consumer: eachMessage, a transaction and a produce for each event.
import 'reflect-metadata';
import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Producer } from 'kafkajs';
import { DataSource } from 'typeorm';
import { Evidence, Ledger, Score } from './entities.ts';
import { EVENTS, PARTITIONS, SCORES, createTopics, openKafka } from './topics.ts';

type Item = { readonly messageId: string; readonly userId: string; readonly event?: string };

const POINTS: Readonly<Record<string, number>> = {
  'Page Viewed': 1,
  'Email Clicked': 1,
  'Content Downloaded': 4,
  'Pricing Viewed': 6,
  'Webinar Attended': 6,
  'Webinar Registered': 2,
};

@Injectable()
class Scorer implements OnApplicationBootstrap {
  private readonly kafka = openKafka('plain-scorer');
  private readonly producer: Producer = this.kafka.producer({ allowAutoTopicCreation: false });
  private readonly dataSource = new DataSource({
    type: 'postgres',
    url: process.env['DATABASE_URL']!,
    entities: [Ledger, Evidence, Score],
    // A connection for each event that may be under way, so that none waits for another's.
    poolSize: PARTITIONS,
    // Its logger and its cache of queries are off by default, as they should be here.
    installExtensions: false,
  });

  async onApplicationBootstrap(): Promise<void> {
    await this.dataSource.initialize();
    await createTopics(this.kafka);
    await this.producer.connect();
    const consumer = this.kafka.consumer({ groupId: 'plain-scorer', maxWaitTimeInMs: 250 });
    await consumer.connect();
    await consumer.subscribe({ topics: [EVENTS], fromBeginning: true });
    await consumer.run({
      // One event of each partition at once; the default of one in all waits for each commit before the next begins.
      partitionsConsumedConcurrently: PARTITIONS,
      eachMessage: ({ message }) => this.take(JSON.parse(message.value!.toString()) as Item),
    });
  }

  private async take(item: Item): Promise<void> {
    const { messageId: eventId, userId: lead, event: type = 'identify' } = item;
    const points = POINTS[type] ?? 0;
    const score = await this.dataSource.transaction(async (manager) => {
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(Ledger)
        .values({ eventId })
        .orIgnore()
        .returning('event_id')
        .execute();
      if ((inserted.raw as unknown[]).length === 0) return null;
      // insert, not save: save would look first whether the row is there.
      await manager.insert(Evidence, { eventId, lead, type, points, body: item });
      const before = await manager.findOne(Score, { where: { lead }, lock: { mode: 'pessimistic_write' } });
      const after = { lead, points: (before?.points ?? 0) + points, events: (before?.events ?? 0) + 1 };
      await manager.upsert(Score, after, ['lead']);
      return after;
    });
    if (score === null) return;
    await this.producer.send({ topic: SCORES, acks: -1, messages: [{ key: lead, value: JSON.stringify(score) }] });
  }
}

@Module({ providers: [Scorer] })
class ScorerModule {}

await NestFactory.createApplicationContext(ScorerModule, { logger: false });
process.send?.('ready');
