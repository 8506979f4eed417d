import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Access, CurrentPrincipal, type Principal } from '@smarketing/service-kit';
import * as z from 'zod';
import { LeadStatements, leadParam, leadStatement, type AcceptedStatement } from './edge/lead-statements.ts';

const nomination = z.looseObject({
  ...leadStatement,
  because: z.string().max(1_000).optional(),
});

/** Sales asks for a lead that the definition did not bring. */
@Controller('api/leads')
export class PostNominationController {
  private readonly statements: LeadStatements;

  constructor(@Inject(LeadStatements) statements: LeadStatements) {
    this.statements = statements;
  }

  @Post(':id/nominate')
  @HttpCode(202)
  @Access('leads:write')
  post(
    @Param('id', { schema: leadParam }) leadId: string,
    @Body({ schema: nomination }) body: z.infer<typeof nomination>,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AcceptedStatement> {
    return this.statements.accept({ leadId, type: 'lead_nominated', body, idempotencyKey }, principal);
  }
}
