import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Access, Clock, InForceEnvironment, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import { explainLead } from './domain/explain-lead.ts';
import { LeadScores } from './store/lead-scores.ts';

const leadId = z.string().min(1).max(100);

export const scoreQuery = z.object({
  at: z.iso.datetime({ offset: true, error: 'write an instant such as 2027-01-31T09:00:00Z' }).optional(),
  model: z.string().min(1).max(100).optional(),
});
type ScoreQuery = z.output<typeof scoreQuery>;

/** A lead's score at an instant, with the ledger that sums to it and the reasons in words. */
@Controller()
export class GetLeadScoreController {
  readonly #leads: LeadScores;
  readonly #environment: InForceEnvironment;
  readonly #clock: Clock;

  constructor(
    @Inject(LeadScores) leads: LeadScores,
    @Inject(InForceEnvironment) environment: InForceEnvironment,
    @Inject(Clock) clock: Clock,
  ) {
    this.#leads = leads;
    this.#environment = environment;
    this.#clock = clock;
  }

  @Get('api/leads/:id/score')
  @Access('leads:read')
  async read(
    @Param('id', { schema: leadId }) id: string,
    @Query({ schema: scoreQuery }) { at, model }: ScoreQuery,
  ): Promise<NonNullable<ReturnType<typeof explainLead>>> {
    const atMs = at === undefined ? this.#clock.now() : Date.parse(at);
    const lead = await this.#leads.find(id);
    if (lead === null) throw new Problem(404, 'lead-not-found', `There is no lead ${id}.`);
    const evidence = await this.#leads.evidence(id, atMs);
    const inForce = this.#inForceAt(atMs);
    const explained = explainLead(lead, evidence, { leadId: id, atMs, model }, inForce);
    if (explained !== null) return explained;
    throw new Problem(
      404,
      'model-not-found',
      `Version ${inForce.agreementVersion} of the agreement has no model ${model}.`,
    );
  }

  /** The version then active; before the first one, what is in force now. */
  #inForceAt(atMs: number) {
    const version = this.#environment.newestDue(atMs);
    return (version === null ? undefined : this.#environment.under(version)) ?? this.#environment.now();
  }
}
