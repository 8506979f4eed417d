import type { ServerResponse } from 'node:http';
import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { parseCondition, type Condition } from '@smarketing/agreement';
import { Access, Clock, InForceEnvironment, Problem, type FieldProblem } from '@smarketing/service-kit';
import * as z from 'zod';
import { draftRule, type Draft } from './domain/hunch/draft-rule.ts';
import { HunchCounter, type Comparison } from './domain/hunch/hunch-counter.ts';
import type { Hunch } from './domain/hunch/hunch.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { LeadScores } from './store/lead-scores.ts';
import { throughOutcomes } from './through-outcomes.ts';

const eventType = z.string().min(1).max(100);

const asked = z
  .strictObject({
    who: z.unknown().optional(),
    did: z
      .strictObject({
        event: z.union([eventType, z.array(eventType).min(1).max(100)]),
        when: z.unknown().optional(),
        within: z.strictObject({ times: z.int().min(2).max(100), days: z.number().positive().max(3_660) }).optional(),
      })
      .optional(),
    as: z.enum(['points', 'exclusion']).default('points'),
  })
  .refine(({ who, did }) => who !== undefined || did !== undefined, {
    path: ['who'],
    error: 'say for whom it holds: by who, a condition on the profile, or by did, what somebody did',
  });

type Asked = z.infer<typeof asked>;

/**
 * `POST /api/agreements/hunch {who, did, as}`: what came of those for whom a hunch holds, against all others, over all that is stored, and the
 * hunch as a rule of the document in force. Reads only; shares its turn with previews.
 */
@Controller('api/agreements/hunch')
export class TestHunchController {
  constructor(
    @Inject(LeadScores) private readonly leads: LeadScores,
    @Inject(InForceEnvironment) private readonly environment: InForceEnvironment,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(OneAtATime) private readonly oneAtATime: OneAtATime,
  ) {}

  @Post()
  @HttpCode(200)
  @Access('agreement:read')
  async test(
    @Body({ schema: asked }) body: Asked,
    @Res({ passthrough: true }) reply: { readonly raw: ServerResponse },
  ): Promise<Comparison & Draft & { readonly against: number }> {
    const { agreement, agreementVersion } = this.environment.now();
    const hunch = hunchIn(body);
    return this.oneAtATime.run(reply.raw, 'ask for who or did alone, or at a quieter time', async (signal) => {
      const counter = new HunchCounter(hunch);
      await throughOutcomes(this.leads, hunch, counter, this.clock.now(), signal);
      const found = counter.result();
      return { against: agreementVersion, ...found, ...draftRule(hunch, found, body.as, agreement.document) };
    });
  }
}

/** Throws the answer 400 that names each field of a condition that is wrong. */
function hunchIn({ who, did }: Asked): Hunch {
  const problems: FieldProblem[] = [];
  const conditionAt = (field: string, value: unknown): Condition | undefined => {
    if (value === undefined) return undefined;
    const parsed = parseCondition(value);
    if ('condition' in parsed) return parsed.condition;
    for (const { path, message } of parsed.problems) {
      problems.push({ field: path === '' ? field : `${field}.${path}`, message });
    }
    return undefined;
  };
  const hunch = {
    who: conditionAt('who', who),
    did: did && { event: did.event, within: did.within, when: conditionAt('did.when', did.when) },
  };
  if (problems.length === 0) return hunch;
  throw new Problem(400, 'invalid-request', 'The condition cannot be read; see errors.', { fields: problems });
}
