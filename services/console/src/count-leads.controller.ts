import { Controller, Get, Inject } from '@nestjs/common';
import { Access } from '@smarketing/service-kit';
import { stages, type Stage } from './domain/stage-of.ts';
import { outcomes, type Outcome } from './domain/where-it-is.ts';
import { LeadViews } from './store/lead-views.ts';

type Counts = {
  readonly total: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly stages: Readonly<Record<Stage, number>>;
};

/** `GET /api/leads/counts`: each lead is counted once by its outcome and once by its stage. */
@Controller('api/leads')
export class CountLeadsController {
  readonly #views: LeadViews;

  constructor(@Inject(LeadViews) views: LeadViews) {
    this.#views = views;
  }

  @Get('counts')
  @Access('leads:read')
  async count(): Promise<Counts> {
    const counted = await this.#views.counts();
    const sum = (of: (each: (typeof counted)[number]) => boolean): number =>
      counted.filter(of).reduce((total, { count }) => total + count, 0);
    return {
      total: sum(() => true),
      outcomes: Object.fromEntries(outcomes.map((name) => [name, sum(({ outcome }) => outcome === name)])) as Record<
        Outcome,
        number
      >,
      stages: Object.fromEntries(stages.map((name) => [name, sum(({ stage }) => stage === name)])) as Record<
        Stage,
        number
      >,
    };
  }
}
