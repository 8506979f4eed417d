import { Controller, Get, Inject } from '@nestjs/common';
import { Access, Clock, InForceEnvironment } from '@smarketing/service-kit';
import { routePlanOf } from './domain/compile-plan.ts';
import { describePools } from './domain/describe-pools.ts';
import type { PoolDescription } from './domain/describe-pools.ts';
import { Book } from './store/book.ts';

/** The pools of the agreement in force: who is in them, whose turn it is, and how much room there is. */
@Controller()
export class ListPoolsController {
  readonly #book: Book;
  readonly #environment: InForceEnvironment;
  readonly #clock: Clock;

  constructor(
    @Inject(Book) book: Book,
    @Inject(InForceEnvironment) environment: InForceEnvironment,
    @Inject(Clock) clock: Clock,
  ) {
    this.#book = book;
    this.#environment = environment;
    this.#clock = clock;
  }

  @Get('api/pools')
  @Access('leads:read')
  async list(): Promise<{ readonly items: readonly PoolDescription[] }> {
    const { agreement, reps } = this.#environment.now();
    const seats = new Map((await this.#book.seats()).map((seat) => [seat.repId, seat]));
    return { items: describePools(routePlanOf(agreement), reps, seats, this.#clock.now()) };
  }
}
