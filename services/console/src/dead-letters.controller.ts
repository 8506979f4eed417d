import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { services } from '@smarketing/contracts';
import {
  Access,
  CurrentPrincipal,
  letterCursor,
  letterFilter,
  letterQuery,
  Problem,
  type LetterDetails,
  type LetterItem,
  type LetterQuery,
  type Principal,
} from '@smarketing/service-kit';
import * as z from 'zod';
import { mergeLetters } from './domain/merge-letters.ts';
import { LetterOffices } from './gateway/letter-offices.ts';
import { ServiceSilent, silentProblem, type Asker, type LetterOffice } from './gateway/letter-office.ts';

const MOST_AT_ONCE = 500;

const service = z.enum(services);
const query = letterQuery.extend({
  service: service.optional(),
  limit: z.coerce.number().int().min(1).max(MOST_AT_ONCE).default(50),
});
const bulk = letterFilter.extend({
  service: service.optional(),
  limit: z.int().min(1).max(MOST_AT_ONCE).default(100),
});
const letterId = z.string().min(1).max(200);

type Unreachable = { readonly service: string; readonly because: string };
type Asked = Pick<LetterItem, 'service' | 'id'>;

/** `/api/dead-letters`: what no service could process, all services together, and trying it again. */
@Controller('api/dead-letters')
export class DeadLettersController {
  readonly #offices: LetterOffices;

  constructor(@Inject(LetterOffices) offices: LetterOffices) {
    this.#offices = offices;
  }

  /** Newest first. A service that does not answer is named; what it has is missing. */
  @Get()
  @Access('operations')
  async list(
    @Query({ schema: query }) { service: only, ...wanted }: z.output<typeof query>,
    @CurrentPrincipal() principal: Principal,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<{
    readonly items: readonly LetterItem[];
    readonly nextCursor: string | null;
    readonly unreachable: readonly Unreachable[];
  }> {
    const page: LetterQuery = { ...wanted, limit: wanted.limit + 1 };
    const answers = await this.#askAll(only, (office) => office.list(page, askerOf(principal, authorization)));
    const { items, hasMore } = mergeLetters(answers.lists, wanted.limit);
    const last = items.at(-1);
    return { items, nextCursor: hasMore && last ? letterCursor(last) : null, unreachable: answers.unreachable };
  }

  /** Tries those again that wait and are meant, the newest first, at most `limit`. */
  @Post('replay')
  @HttpCode(202)
  @Access('operations')
  async replayAll(
    @Body({ schema: bulk }) { service: only, limit, ...filter }: z.output<typeof bulk>,
    @CurrentPrincipal() principal: Principal,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<{
    readonly asked: readonly Asked[];
    readonly hasMore: boolean;
    readonly unreachable: readonly Unreachable[];
  }> {
    const asker = askerOf(principal, authorization);
    const page: LetterQuery = { ...filter, status: 'waiting', replayable: true, limit: limit + 1 };
    const waiting = await this.#askAll(only, (office) => office.list(page, asker));
    const { items, hasMore } = mergeLetters(waiting.lists, limit);
    const answers = await this.#askAll(only, async (office): Promise<readonly Asked[]> => {
      const ids = items.filter((item) => item.service === office.service).map(({ id }) => id);
      const asked = ids.length === 0 ? [] : await office.replay(ids, asker);
      return asked.map((id) => ({ service: office.service, id }));
    });
    const silent = new Map([...waiting.unreachable, ...answers.unreachable].map((each) => [each.service, each]));
    return { asked: answers.lists.flat(), hasMore, unreachable: [...silent.values()] };
  }

  @Get(':service/:id')
  @Access('operations')
  async show(
    @Param('service') name: string,
    @Param('id', { schema: letterId }) id: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<LetterDetails> {
    return this.#find(this.#officeOf(name), id, askerOf(principal, authorization));
  }

  /** The letter as it stands now. Asking again for one that waits for its lane changes nothing. */
  @Post(':service/:id/replay')
  @HttpCode(202)
  @Access('operations')
  async replay(
    @Param('service') name: string,
    @Param('id', { schema: letterId }) id: string,
    @CurrentPrincipal() principal: Principal,
    @Headers('authorization') authorization: string | undefined,
  ): Promise<LetterDetails> {
    const asker = askerOf(principal, authorization);
    const office = this.#officeOf(name);
    const before = await this.#find(office, id, asker);
    const asked = await answerOf(office, office.replay([id], asker));
    const letter = await this.#find(office, id, asker);
    if (asked.includes(id) || before.status === 'replaying') return letter;
    if (!letter.replayable) {
      throw new Problem(
        409,
        'payload-cut',
        'It is too large to have been kept whole: send it again where it came from.',
      );
    }
    if (before.status === 'replayed') {
      throw new Problem(409, 'already-replayed', 'It was replayed already, and is never counted twice.');
    }
    // Somebody else was faster.
    return letter;
  }

  #officeOf(name: string): LetterOffice {
    const office = this.#offices.of(name);
    if (!office) throw new Problem(404, 'service-not-found', `There is no service ${name}.`);
    return office;
  }

  async #find(office: LetterOffice, id: string, asker: Asker): Promise<LetterDetails> {
    const found = await answerOf(office, office.find(id, asker));
    if (!found) throw new Problem(404, 'dead-letter-not-found', `${office.service} has no dead letter ${id}.`);
    return found;
  }

  async #askAll<T>(
    only: string | undefined,
    ask: (office: LetterOffice) => Promise<readonly T[]>,
  ): Promise<{ readonly lists: readonly (readonly T[])[]; readonly unreachable: readonly Unreachable[] }> {
    const unreachable: Unreachable[] = [];
    const offices = this.#offices.all.filter((office) => only === undefined || office.service === only);
    const lists = await Promise.all(
      offices.map(async (office) => {
        try {
          return await ask(office);
        } catch (error) {
          if (!(error instanceof ServiceSilent)) throw error;
          unreachable.push({ service: office.service, because: error.message });
          return [];
        }
      }),
    );
    return { lists, unreachable: unreachable.toSorted((a, b) => (a.service < b.service ? -1 : 1)) };
  }
}

async function answerOf<T>({ service: name }: LetterOffice, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof ServiceSilent ? silentProblem(name, error) : error;
  }
}

const askerOf = ({ id }: Principal, authorization = ''): Asker => ({ id, authorization });
