// The plain design's way in: a Nest application that puts each event of a batch on Kafka.
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
// Fastify: Nest's own documentation calls it the quicker of its two platforms.
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { EVENTS, createTopics, openKafka } from './topics.ts';

type Item = { readonly userId: string; readonly messageId: string };

const kafka = openKafka('plain-edge');
await createTopics(kafka);
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();

@Controller('v1')
class BatchController {
  @Post('batch')
  @HttpCode(200)
  async collect(@Body() body: { readonly batch: readonly Item[] }): Promise<{ success: true }> {
    const messages = body.batch.map((item) => ({ key: item.userId, value: JSON.stringify(item) }));
    // One send for the request: a send per event would only be slower. acks −1, since 200 promises that nothing is lost.
    await producer.send({ topic: EVENTS, acks: -1, messages });
    return { success: true };
  }
}

@Module({ controllers: [BatchController] })
class EdgeModule {}

const app = await NestFactory.create<NestFastifyApplication>(EdgeModule, new FastifyAdapter({ bodyLimit: 4 << 20 }), {
  logger: false,
});
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.send?.('ready');
