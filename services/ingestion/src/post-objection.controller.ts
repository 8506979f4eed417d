import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Access, CurrentPrincipal, type Principal } from '@smarketing/service-kit';
import * as z from 'zod';
import { LeadStatements, leadParam, leadStatement, type AcceptedStatement } from './edge/lead-statements.ts';

const objection = z.looseObject({
  ...leadStatement,
  objection: z.string().trim().min(1).max(1_000),
  /** The pain behind it, where it was told. */
  pain: z.string().max(1_000).optional(),
});

/** What the lead said against buying. */
@Controller('api/leads')
export class PostObjectionController {
  private readonly statements: LeadStatements;

  constructor(@Inject(LeadStatements) statements: LeadStatements) {
    this.statements = statements;
  }

  @Post(':id/objection')
  @HttpCode(202)
  @Access('leads:write')
  post(
    @Param('id', { schema: leadParam }) leadId: string,
    @Body({ schema: objection }) body: z.infer<typeof objection>,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AcceptedStatement> {
    return this.statements.accept({ leadId, type: 'objection_heard', body, idempotencyKey }, principal);
  }
}
