import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Access } from '@smarketing/service-kit';
import * as z from 'zod';
import { iso } from './domain/moment.ts';
import { FeedbackLeads } from './store/feedback-leads.ts';

const objectionsQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(50) });

/** What prospects say against us, most often heard first, with the newest examples. */
@Controller()
export class GetObjectionsController {
  readonly #leads: FeedbackLeads;

  constructor(@Inject(FeedbackLeads) leads: FeedbackLeads) {
    this.#leads = leads;
  }

  @Get('api/reports/objections')
  @Access('reports:read')
  async read(@Query({ schema: objectionsQuery }) { limit }: z.output<typeof objectionsQuery>) {
    const { total, items } = await this.#leads.objections(limit);
    return {
      total,
      objections: items.map(({ objection, count, leads, lastAtMs, examples }) => ({
        objection,
        count,
        leads,
        lastAt: iso(lastAtMs),
        examples: examples.map(({ leadId, text, pain, atMs }) => ({ leadId, text, pain, occurredAt: iso(atMs) })),
      })),
    };
  }
}
