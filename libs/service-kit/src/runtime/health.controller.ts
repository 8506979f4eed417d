import { Controller, Get, Inject, Res } from '@nestjs/common';
import { Access } from '../access/access.ts';
import { Metrics } from '../metrics/metrics.ts';
import { Readiness } from './readiness.ts';

type Reply = { status(code: number): Reply; header(name: string, value: string): Reply; send(body: unknown): unknown };

/** Whether the process lives, whether it can do its work, and its metrics. */
@Controller()
export class HealthController {
  private readonly readiness: Readiness;
  private readonly metrics: Metrics;

  constructor(@Inject(Readiness) readiness: Readiness, @Inject(Metrics) metrics: Metrics) {
    this.readiness = readiness;
    this.metrics = metrics;
  }

  @Get('livez')
  @Access('public')
  live(): { status: string } {
    return { status: 'alive' };
  }

  @Get('readyz')
  @Access('public')
  async ready(@Res() reply: Reply): Promise<void> {
    const problems = await this.readiness.problems();
    reply
      .status(problems.length === 0 ? 200 : 503)
      .send({ status: problems.length === 0 ? 'ready' : 'not ready', problems });
  }

  @Get('metrics')
  @Access('public')
  async scrape(@Res() reply: Reply): Promise<void> {
    const text = await this.metrics.registry.metrics();
    reply.status(200).header('content-type', this.metrics.registry.contentType).send(text);
  }
}
