import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Access, Clock, CurrentPrincipal, Problem, type Principal } from '@smarketing/service-kit';
import { v7 } from 'uuid';
import { MOST_BATCH_EVENTS } from './domain/limits.ts';
import { BadBatch, segmentItems } from './domain/segment/segment-batch.ts';
import { segmentStatement, type SegmentCall } from './domain/segment/segment-statement.ts';
import { IntakeAppender } from './edge/intake-appender.ts';

const CALLS: ReadonlyMap<string, SegmentCall | 'batch'> = new Map([
  ['track', 'track'],
  ['t', 'track'],
  ['identify', 'identify'],
  ['i', 'identify'],
  ['page', 'page'],
  ['p', 'page'],
  ['screen', 'screen'],
  ['s', 'screen'],
  ['group', 'group'],
  ['g', 'group'],
  ['alias', 'alias'],
  ['a', 'alias'],
  ['batch', 'batch'],
  ['b', 'batch'],
]);

/** Takes what Segment's SDKs send: 200 for whatever is JSON, since they would drop or repeat a batch on anything else. */
@Controller('v1')
export class CollectSegmentController {
  private readonly appender: IntakeAppender;
  private readonly clock: Clock;

  constructor(@Inject(IntakeAppender) appender: IntakeAppender, @Inject(Clock) clock: Clock) {
    this.appender = appender;
    this.clock = clock;
  }

  @Post(':call')
  @HttpCode(200)
  @Access('intake')
  async collect(
    @Param('call') name: string,
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ success: true }> {
    const call = CALLS.get(name);
    if (call === undefined) throw new Problem(404, 'not-found', `There is no call ${name}.`);
    const receivedAtMs = this.clock.now();
    const items = call === 'batch' ? itemsOf(body) : [body];
    const delivery = { source: principal.id, receivedAtMs, newId: v7 };
    const statements = items.map((item) => segmentStatement(call === 'batch' ? null : call, item, delivery));
    await this.appender.append(statements, { principal, receivedAtMs });
    return { success: true };
  }
}

function itemsOf(body: unknown): unknown[] {
  try {
    return segmentItems(body, MOST_BATCH_EVENTS);
  } catch (error) {
    if (!(error instanceof BadBatch)) throw error;
    throw new Problem(400, 'bad-batch', 'The batch is not as it should be.', {
      fields: [{ field: error.field, message: error.message }],
    });
  }
}
