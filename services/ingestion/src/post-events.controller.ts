import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { decisionId } from '@smarketing/messaging';
import { Access, Clock, CurrentPrincipal, Problem, type Principal } from '@smarketing/service-kit';
import { cloudEventStatement, type WrongField } from './domain/cloud-events/cloud-event-statement.ts';
import { NotCloudEvents, readCloudEvents, type ReadCloudEvents } from './domain/cloud-events/read-cloud-events.ts';
import { isSalesType } from './domain/event-type.ts';
import { MOST_BATCH_EVENTS } from './domain/limits.ts';
import type { Statement } from './domain/statement.ts';
import { SENT_CONTENT_TYPE } from './edge/configure-intake.ts';
import { IntakeAppender } from './edge/intake-appender.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;
type Accepted = {
  readonly accepted: number;
  readonly events: readonly { readonly id: string; readonly eventId: string }[];
};

/** Takes CloudEvents 1.0, one or many: all of a request, or none of it where a field of any is wrong. */
@Controller('events')
export class PostEventsController {
  private readonly appender: IntakeAppender;
  private readonly clock: Clock;

  constructor(@Inject(IntakeAppender) appender: IntakeAppender, @Inject(Clock) clock: Clock) {
    this.appender = appender;
    this.clock = clock;
  }

  @Post()
  @HttpCode(202)
  @Access('intake')
  async post(
    @Req() { headers }: { readonly headers: Headers },
    @Body() body: unknown,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Accepted> {
    const receivedAtMs = this.clock.now();
    const { mode, events } = read(headers, body);
    const statements: Statement[] = [];
    const wrong: WrongField[] = [];
    for (const event of events) {
      const result = cloudEventStatement(event, { source: principal.id, receivedAtMs });
      if ('wrong' in result) wrong.push(...result.wrong);
      else statements.push(result.statement);
    }
    if (wrong.length > 0) {
      throw new Problem(400, 'invalid-event', 'Nothing was taken in; see errors.', { fields: wrong.slice(0, 100) });
    }
    if (mode !== 'batched') mustBeAllowed(statements, principal);
    await this.appender.append(statements, { principal, receivedAtMs });
    return {
      accepted: statements.length,
      events: statements.map(({ id, source }) => ({ id, eventId: decisionId(source, id) })),
    };
  }
}

function read(headers: Headers, body: unknown): ReadCloudEvents {
  const contentType = String(headers[SENT_CONTENT_TYPE] ?? '').toLowerCase();
  let result: ReadCloudEvents;
  try {
    result = readCloudEvents({ contentType, headers, body });
  } catch (error) {
    if (!(error instanceof NotCloudEvents)) throw error;
    throw new Problem(400, 'invalid-event', `The body cannot be taken: ${error.message}.`);
  }
  if (result.events.length > MOST_BATCH_EVENTS) {
    throw new Problem(
      413,
      'too-large',
      `At most ${MOST_BATCH_EVENTS} events in a request, not ${result.events.length}.`,
    );
  }
  return result;
}

/** In a batch such an event is set aside by itself, so that its neighbours go through. */
function mustBeAllowed(statements: readonly Statement[], principal: Principal): void {
  const forbidden = statements.find(({ type }) => isSalesType(type));
  if (!forbidden || principal.scopes.includes('sales')) return;
  throw new Problem(
    403,
    'forbidden',
    `${forbidden.type} is for the sales side to state: this key lacks the scope sales.`,
    {
      fields: [{ field: 'type', message: 'needs the scope sales' }],
    },
  );
}
