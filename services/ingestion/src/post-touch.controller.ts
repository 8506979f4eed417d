import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Access, CurrentPrincipal, type Principal } from '@smarketing/service-kit';
import * as z from 'zod';
import { LeadStatements, leadParam, leadStatement, type AcceptedStatement } from './edge/lead-statements.ts';

const touch = z.looseObject({
  ...leadStatement,
  kind: z.enum(['call', 'email', 'meeting']),
  disposition: z.string().max(100).optional(),
  /** True for what no person did: it stops no clock. */
  automated: z.boolean().optional(),
});

const TYPES = { call: 'call_logged', email: 'email_sent', meeting: 'meeting_logged' } as const;

/** Somebody of ours called, wrote to, or met the lead. */
@Controller('api/leads')
export class PostTouchController {
  private readonly statements: LeadStatements;

  constructor(@Inject(LeadStatements) statements: LeadStatements) {
    this.statements = statements;
  }

  @Post(':id/touch')
  @HttpCode(202)
  @Access('leads:write')
  post(
    @Param('id', { schema: leadParam }) leadId: string,
    @Body({ schema: touch }) body: z.infer<typeof touch>,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AcceptedStatement> {
    const { kind, ...others } = body;
    return this.statements.accept({ leadId, type: TYPES[kind], body: others, idempotencyKey }, principal);
  }
}
