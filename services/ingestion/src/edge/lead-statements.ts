import {
  soundJson,
  soundText,
  UnsoundJson,
  type IntakeData,
  type JsonValue,
  type SalesType,
} from '@smarketing/contracts';
import { decisionId } from '@smarketing/messaging';
import { Problem, type Clock, type Principal } from '@smarketing/service-kit';
import { v7 } from 'uuid';
import * as z from 'zod';
import { contentHash } from '../domain/canonical-json.ts';
import { CLIENT_JSON, EARLIEST_MS, MOST_EVENT_BYTES } from '../domain/limits.ts';
import type { IntakeAppender } from './intake-appender.ts';

/** What every statement about a lead may say besides its own fields. Open: what else is said is kept. */
export const leadStatement = {
  /** The client's own id of it; the header Idempotency-Key says the same. */
  id: z.string().min(1).max(300).optional(),
  occurredAt: z.iso.datetime({ offset: true }).optional(),
  by: z.string().max(300).optional(),
  assignmentId: z.string().max(100).optional(),
  cycleId: z.string().max(100).optional(),
};

export const leadParam = z.string().min(1).max(100);

export type LeadStatement = {
  readonly leadId: string;
  readonly type: SalesType;
  readonly body: { readonly id?: string | undefined; readonly occurredAt?: string | undefined };
  readonly idempotencyKey: string | undefined;
};

export type AcceptedStatement = { readonly id: string; readonly eventId: string };

/** Statements of sales people about a lead: they enter by the intake like every event, and are counted once per id. */
export class LeadStatements {
  private readonly appender: IntakeAppender;
  private readonly clock: Clock;

  constructor(appender: IntakeAppender, clock: Clock) {
    this.appender = appender;
    this.clock = clock;
  }

  /** The caller's route has asked for leads:write: that is what entitles to speak for sales here. */
  async accept(statement: LeadStatement, principal: Principal): Promise<AcceptedStatement> {
    const { leadId, type } = statement;
    const receivedAtMs = this.clock.now();
    const { id: bodyId, occurredAt, ...said } = statement.body;
    // A header that is there and empty says nothing.
    const key = statement.idempotencyKey?.trim() || undefined;
    const id = key ?? bodyId ?? v7();
    if (id.length > 300) throw wrong('Idempotency-Key', 'at most 300 characters');
    if (soundText(id) !== id)
      throw wrong(key === undefined ? 'id' : 'Idempotency-Key', 'has characters that no text has');
    if (occurredAt !== undefined && Date.parse(occurredAt) < EARLIEST_MS) {
      throw wrong('occurredAt', 'is an instant before all calendars');
    }
    const source = `api/${principal.id}`;
    const properties = soundProperties(said);
    const data: IntakeData = { who: { leadId }, properties };
    await this.appender.append(
      [
        {
          id,
          source,
          type,
          occurredAtMs: Math.min(occurredAt === undefined ? receivedAtMs : Date.parse(occurredAt), receivedAtMs),
          contenthash: contentHash({ type, leadId, properties, occurredAt: occurredAt ?? null }),
          data,
        },
      ],
      { principal: { ...principal, scopes: [...new Set([...principal.scopes, 'sales' as const])] }, receivedAtMs },
    );
    return { id, eventId: decisionId(source, id) };
  }
}

function soundProperties(said: object): Record<string, JsonValue> {
  try {
    const properties = soundJson(said, CLIENT_JSON) as Record<string, JsonValue>;
    const bytes = Buffer.byteLength(JSON.stringify(properties));
    if (bytes > MOST_EVENT_BYTES) throw wrong('', `the statement has ${bytes} bytes, at most ${MOST_EVENT_BYTES}`);
    return properties;
  } catch (error) {
    if (error instanceof UnsoundJson) throw wrong(error.field, error.message);
    throw error;
  }
}

const wrong = (field: string, message: string): Problem =>
  new Problem(400, 'invalid-request', 'The statement cannot be taken; see errors.', { fields: [{ field, message }] });
