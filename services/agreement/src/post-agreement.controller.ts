import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ladder, parseAgreement } from '@smarketing/agreement';
import { Access, CurrentPrincipal, type Principal } from '@smarketing/service-kit';
import * as z from 'zod';
import { AgreementCommands } from './commands.ts';
import { ProposalCommands } from './proposal-commands.ts';

const draft = z.strictObject({ yaml: z.string().min(1).max(1_000_000) });

const rung = z.strictObject({ to: ladder });

/** `POST /api/agreements/validate`, `/activate` (on trial, without signatures) and `/step-down` (one side alone, at once). */
@Controller('api/agreements')
export class PostAgreementController {
  constructor(
    @Inject(AgreementCommands) private readonly commands: AgreementCommands,
    @Inject(ProposalCommands) private readonly proposals: ProposalCommands,
  ) {}

  @Post('validate')
  @HttpCode(200)
  @Access('agreement:read')
  validate(@Body({ schema: draft }) { yaml }: z.infer<typeof draft>): unknown {
    const parsed = parseAgreement(yaml);
    return 'document' in parsed ? { valid: true, problems: [] } : { valid: false, problems: parsed.problems };
  }

  @Post('activate')
  @HttpCode(201)
  @Access('agreement:write')
  async activate(
    @Body({ schema: draft }) { yaml }: z.infer<typeof draft>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    const { version, effectiveFrom, signed, title } = await this.commands.activateTrial(yaml, principal.id);
    return { version, effectiveFrom, signed, title };
  }

  @Post('step-down')
  @HttpCode(201)
  @Access('agreement:write')
  async stepDown(
    @Body({ schema: rung }) { to }: z.infer<typeof rung>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    const { version, effectiveFrom, signed, title, document } = await this.proposals.stepDown(to, principal);
    return { version, effectiveFrom, signed, title, ladder: document.ladder };
  }
}
