import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { parseAgreement } from '@smarketing/agreement';
import { Access, CurrentPrincipal, type Principal } from '@smarketing/service-kit';
import * as z from 'zod';
import { AgreementCommands } from './commands.ts';

const draft = z.strictObject({ yaml: z.string().min(1).max(1_000_000) });

/** `POST /api/agreements/validate` and `POST /api/agreements/activate` (on trial, without signatures). */
@Controller('api/agreements')
export class PostAgreementController {
  constructor(@Inject(AgreementCommands) private readonly commands: AgreementCommands) {}

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
}
