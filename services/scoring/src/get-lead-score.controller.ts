import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { accountOf, type AccountPicture } from '@smarketing/contracts';
import { Access, Clock, InForceEnvironment, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import { accountPicture } from './domain/account/explain-account.ts';
import { explainLead } from './domain/explain-lead.ts';
import { hasObjected } from './domain/has-objected.ts';
import type { LeadScore } from './domain/lead-score.ts';
import { AccountScores } from './store/account-scores.ts';
import { featuresOf } from './domain/prediction/features.ts';
import { LiveModel } from './prediction/live-model.ts';
import { LeadScores } from './store/lead-scores.ts';

const leadId = z.string().min(1).max(100);

export const scoreQuery = z.object({
  at: z.iso.datetime({ offset: true, error: 'write an instant such as 2027-01-31T09:00:00Z' }).optional(),
  model: z.string().min(1).max(100).optional(),
});
type ScoreQuery = z.output<typeof scoreQuery>;

type Explained = NonNullable<ReturnType<typeof explainLead>> & {
  /** The lead's company as it is now; null without one, and for an instant that was asked for. */
  readonly account: AccountPicture | null;
};

/** A lead's score at an instant, with the ledger that sums to it and the reasons in words. */
@Controller()
export class GetLeadScoreController {
  readonly #leads: LeadScores;
  readonly #accounts: AccountScores;
  readonly #environment: InForceEnvironment;
  readonly #clock: Clock;
  readonly #live: LiveModel;

  constructor(
    @Inject(LeadScores) leads: LeadScores,
    @Inject(AccountScores) accounts: AccountScores,
    @Inject(InForceEnvironment) environment: InForceEnvironment,
    @Inject(Clock) clock: Clock,
    @Inject(LiveModel) live: LiveModel,
  ) {
    this.#leads = leads;
    this.#accounts = accounts;
    this.#environment = environment;
    this.#clock = clock;
    this.#live = live;
  }

  @Get('api/leads/:id/score')
  @Access('leads:read')
  async read(
    @Param('id', { schema: leadId }) id: string,
    @Query({ schema: scoreQuery }) { at, model }: ScoreQuery,
  ): Promise<Explained> {
    const atMs = at === undefined ? this.#clock.now() : Date.parse(at);
    const lead = await this.#leads.find(id);
    if (lead === null) throw new Problem(404, 'lead-not-found', `There is no lead ${id}.`);
    const evidence = await this.#leads.evidence(id, atMs);
    const inForce = this.#inForceAt(atMs);
    const prediction = await this.#live.predict(featuresOf(lead.profile.fields, evidence, atMs), atMs);
    const explained = explainLead(lead, evidence, { leadId: id, atMs, model }, inForce, prediction);
    if (explained !== null)
      return { ...explained, account: at === undefined ? await this.#accountOf(id, lead, atMs) : null };
    throw new Problem(
      404,
      'model-not-found',
      `Version ${inForce.agreementVersion} of the agreement has no model ${model}.`,
    );
  }

  /** Who objected to profiling contributes nothing to a company, and is told nothing of it. */
  async #accountOf(leadId: string, lead: LeadScore, atMs: number): Promise<AccountPicture | null> {
    const domain = hasObjected(lead.consent.statements) ? null : accountOf(lead.profile.fields);
    const account = domain === null ? null : await this.#accounts.find(domain);
    return domain === null || account === null
      ? null
      : accountPicture(account, { domain, leadId }, this.#inForceAt(atMs).agreement, atMs);
  }

  /** The version then active; before the first one, what is in force now. */
  #inForceAt(atMs: number) {
    const version = this.#environment.newestDue(atMs);
    return (version === null ? undefined : this.#environment.under(version)) ?? this.#environment.now();
  }
}
