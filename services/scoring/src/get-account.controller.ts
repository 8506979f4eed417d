import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Access, Clock, InForceEnvironment, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import { explainAccount } from './domain/account/explain-account.ts';
import { AccountScores } from './store/account-scores.ts';

const domainName = z.string().min(1).max(253);

/** A company as scoring knows it now: its score with what it is made of, and who of it engaged of late. */
@Controller()
export class GetAccountController {
  constructor(
    @Inject(AccountScores) private readonly accounts: AccountScores,
    @Inject(InForceEnvironment) private readonly environment: InForceEnvironment,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get('api/accounts/:domain')
  @Access('leads:read')
  async read(
    @Param('domain', { schema: domainName }) given: string,
  ): Promise<NonNullable<ReturnType<typeof explainAccount>>> {
    const domain = given.trim().toLowerCase();
    const account = await this.accounts.find(domain);
    const { agreement } = this.environment.now();
    const explained = account && explainAccount(domain, account, agreement, this.clock.now());
    if (explained === null) throw new Problem(404, 'account-not-found', `No contact of ${domain} is known.`);
    return explained;
  }
}
