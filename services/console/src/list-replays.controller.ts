import { Controller, Get, Inject } from '@nestjs/common';
import { Access } from '@smarketing/service-kit';
import { describeReplays, type Replay } from './domain/describe-replays.ts';
import { Processes } from './flow/processes.ts';

/** `GET /api/replays`: of each service that was ever rebuilt the newest replay, as far as it has come. */
@Controller('api/replays')
export class ListReplaysController {
  readonly #processes: Processes;

  constructor(@Inject(Processes) processes: Processes) {
    this.#processes = processes;
  }

  @Get()
  @Access('operations')
  async list(): Promise<{ readonly items: readonly Replay[] }> {
    const { processes } = await this.#processes.progress();
    return { items: describeReplays(processes.flatMap(({ services }) => services)) };
  }
}
