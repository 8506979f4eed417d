import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Access, CurrentPrincipal, type Principal } from '@smarketing/service-kit';
import * as z from 'zod';
import { LeadStatements, leadParam, leadStatement, type AcceptedStatement } from './edge/lead-statements.ts';

const answer = z.looseObject({
  ...leadStatement,
  answer: z.enum(['accepted', 'rejected']),
  /** A code of the agreement's reasons, and the one fact that it asks for. */
  reason: z.string().max(100).optional(),
  fact: z.string().max(1_000).optional(),
});

/** The owner's answer to a hand-off; whether it stands, the SLA service judges. */
@Controller('api/leads')
export class PostAnswerController {
  private readonly statements: LeadStatements;

  constructor(@Inject(LeadStatements) statements: LeadStatements) {
    this.statements = statements;
  }

  @Post(':id/answer')
  @HttpCode(202)
  @Access('leads:write')
  post(
    @Param('id', { schema: leadParam }) leadId: string,
    @Body({ schema: answer }) body: z.infer<typeof answer>,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AcceptedStatement> {
    const { answer: said, ...others } = body;
    const type = said === 'accepted' ? 'lead_accepted' : 'lead_rejected';
    return this.statements.accept({ leadId, type, body: others, idempotencyKey }, principal);
  }
}
