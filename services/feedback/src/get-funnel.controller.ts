import { Controller, Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { Access, InForceEnvironment } from '@smarketing/service-kit';
import * as z from 'zod';
import { csv } from './domain/csv.ts';
import { funnelDimensions, funnelReport } from './domain/funnel.ts';
import type { FunnelReport } from './domain/funnel.ts';
import { FeedbackLeads } from './store/feedback-leads.ts';

const funnelQuery = z.strictObject({
  by: z.enum(funnelDimensions).default('source'),
  format: z.enum(['json', 'csv']).default('json'),
});

/** How far leads come, and which of them buy; as CSV, the groups alone. */
@Controller()
export class GetFunnelController {
  readonly #leads: FeedbackLeads;
  readonly #environment: InForceEnvironment;

  constructor(
    @Inject(FeedbackLeads) leads: FeedbackLeads,
    @Inject(InForceEnvironment) environment: InForceEnvironment,
  ) {
    this.#leads = leads;
    this.#environment = environment;
  }

  @Get('api/reports/funnel')
  @Access('reports:read')
  async read(
    @Query({ schema: funnelQuery }) { by, format }: z.output<typeof funnelQuery>,
  ): Promise<FunnelReport | StreamableFile> {
    const { timeZone } = this.#environment.now().agreement.document;
    const report = funnelReport(by, await this.#leads.funnel({ by, timeZone }));
    if (format === 'json') return report;
    const rows = report.groups.map(({ key, leads, won, conversion }) => [key, leads, won, conversion]);
    const text = csv([by, 'leads', 'won', 'conversion'], rows);
    return new StreamableFile(Buffer.from(text), { type: 'text/csv; charset=utf-8' });
  }
}
