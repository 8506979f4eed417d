import { setImmediate as nextTurn } from 'node:timers/promises';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { compileAgreement } from '@smarketing/agreement';
import { Access, Clock, InForceEnvironment, Problem, mustParseAgreement } from '@smarketing/service-kit';
import * as z from 'zod';
import { ImpactCounter, type Impact } from './domain/preview/impact.ts';
import { LeadScores } from './store/lead-scores.ts';

const DAY_MS = 86_400_000;
/** Others wait for this process meanwhile: after so much evidence they get their turn. */
const EVENTS_A_TURN = 500;

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
  #isRunning = false;

  constructor(
    @Inject(LeadScores) private readonly leads: LeadScores,
    @Inject(InForceEnvironment) private readonly environment: InForceEnvironment,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('agreement:read')
  async preview(
    @Body({ schema: asked }) { yaml, days }: z.infer<typeof asked>,
  ): Promise<Impact & { readonly against: number }> {
    const { agreement, agreementVersion } = this.environment.now();
    const document = mustParseAgreement(yaml);
    if (this.#isRunning) {
      throw new Problem(
        429,
        'preview-running',
        'Another preview is being worked out here: try again when it is done.',
        {
          headers: { 'retry-after': '5' },
        },
      );
    }
    this.#isRunning = true;
    try {
      const untilMs = this.clock.now();
      const span = { fromMs: untilMs - days * DAY_MS, untilMs };
      const counter = new ImpactCounter(agreement, compileAgreement(document, { version: agreementVersion + 1 }), span);
      let count = 0;
      for await (const page of this.leads.histories(span)) {
        for (const history of page) {
          counter.add(history);
          count += history.evidence.length;
          if (count < EVENTS_A_TURN) continue;
          count = 0;
          await nextTurn();
        }
      }
      return { against: agreementVersion, ...counter.result() };
    } finally {
      this.#isRunning = false;
    }
  }
}
