import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Res, type OnModuleDestroy } from '@nestjs/common';
import type { CloudEvent } from '@smarketing/contracts';
import { Access } from '@smarketing/service-kit';
import { EventStream } from './live/event-stream.ts';
import { LiveTail } from './live/live-tail.ts';

type Reply = { readonly raw: ServerResponse; hijack(): unknown };

/** `GET /api/live`: what happens, as it happens, as server-sent events. */
@Controller('api/live')
export class GetLiveController implements OnModuleDestroy {
  readonly #tail: LiveTail;
  readonly #streams = new Set<EventStream>();

  constructor(@Inject(LiveTail) tail: LiveTail) {
    this.#tail = tail;
  }

  @Get()
  @Access('leads:read')
  async follow(@Res() reply: Reply): Promise<void> {
    let stream: EventStream | null = null;
    const early: CloudEvent[] = [];
    // The client hears that it is connected once nothing can be missed any more.
    const stop = await this.#tail.listen((event) => {
      if (stream === null) early.push(event);
      else stream.send(event);
    });
    reply.hijack();
    const opened = new EventStream(reply.raw);
    stream = opened;
    this.#streams.add(opened);
    const leave = (): void => {
      stop();
      this.#streams.delete(opened);
    };
    reply.raw.once('close', leave);
    for (const event of early) opened.send(event);
    // Who asks for the head alone would wait for it without an end.
    if (reply.raw.req.method === 'HEAD') opened.end();
    if (reply.raw.destroyed) leave();
  }

  /** An open stream would keep the server from closing. */
  onModuleDestroy(): void {
    for (const stream of this.#streams) stream.end();
    this.#tail.close();
  }
}
