import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { rebuildable, replayRequested, type Rebuildable } from '@smarketing/contracts';
import { LANES, decisionId, type InboxItem } from '@smarketing/messaging';
import { Access, Clock, RunnerHandle } from '@smarketing/service-kit';
import { v7 } from 'uuid';
import * as z from 'zod';

const request = z.strictObject({ for: z.enum([...rebuildable, 'all']) });

/** `POST /api/replays {for}`: what that service (or all of them) derives is forgotten, and built again from what its sources tell. */
@Controller('api/replays')
export class PostReplayController {
  readonly #runner: RunnerHandle;
  readonly #clock: Clock;

  constructor(@Inject(RunnerHandle) runner: RunnerHandle, @Inject(Clock) clock: Clock) {
    this.#runner = runner;
    this.#clock = clock;
  }

  @Post()
  @HttpCode(202)
  @Access('operations')
  request(
    @Body({ schema: request }) { for: wanted }: z.infer<typeof request>,
  ): Promise<{ readonly id: string; readonly for: readonly Rebuildable[] }> {
    const id = v7();
    const services = wanted === 'all' ? rebuildable : [wanted];
    const at = new Date(this.#clock.now()).toISOString();
    const items = services.flatMap((service) =>
      Array.from({ length: LANES }, (_, lane) => item(id, service, lane, at)),
    );
    return this.#runner.command(async () => ({ result: { id, for: services }, items }));
  }
}

/** Each lane of ours tells the same lane of the service. */
function item(replayId: string, service: Rebuildable, lane: number, at: string): InboxItem {
  const { type, topic } = replayRequested;
  const id = decisionId(replayId, service, lane);
  const event = { id, type, topic, key: String(lane), time: at, data: { replayId, for: service, at } };
  return { id, lane, event };
}
