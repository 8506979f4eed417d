import type { ServerResponse } from 'node:http';
import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { compileAgreement } from '@smarketing/agreement';
import { Access, Clock, InForceEnvironment, mustParseAgreement } from '@smarketing/service-kit';
import * as z from 'zod';
import { excerptFor } from './domain/preview/excerpt.ts';
import { ImpactCounter, type Impact } from './domain/preview/impact.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { LeadScores } from './store/lead-scores.ts';
import { throughHistory } from './through-history.ts';

const DAY_MS = 86_400_000;

const asked = z.strictObject({
  yaml: z.string().min(1).max(1_000_000),
  days: z.int().min(1).max(366).default(30),
});

/**
 * `POST /api/agreements/preview {yaml, days}`: who would have qualified in the last days under this document, against what is in force.
 * Reads only; one at a time in each process, others are told to come again.
 */
@Controller('api/agreements/preview')
export class PreviewAgreementController {
  constructor(
    @Inject(LeadScores) private readonly leads: LeadScores,
    @Inject(InForceEnvironment) private readonly environment: InForceEnvironment,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OneAtATime) private readonly oneAtATime: OneAtATime,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('agreement:read')
  async preview(
    @Body({ schema: asked }) { yaml, days }: z.infer<typeof asked>,
    @Res({ passthrough: true }) reply: { readonly raw: ServerResponse },
  ): Promise<Impact & { readonly against: number }> {
    const { agreement, agreementVersion, reps } = this.environment.now();
    const document = mustParseAgreement(yaml);
    return this.oneAtATime.run(reply.raw, 'ask for fewer days, or at a quieter time', async (signal) => {
      const untilMs = this.clock.now();
      const span = { fromMs: untilMs - days * DAY_MS, untilMs };
      const draft = compileAgreement(document, { version: agreementVersion + 1 });
      const counter = new ImpactCounter(agreement, draft, span, reps);
      await throughHistory(this.leads, excerptFor([agreement, draft], span), counter, signal);
      return { against: agreementVersion, ...counter.result() };
    });
  }
}
