import * as z from 'zod';
import { Failure } from '../exit.ts';

const problem = z.looseObject({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.looseObject({ field: z.string(), message: z.string() })).optional(),
});

export type FieldProblem = { readonly field: string; readonly message: string };

/** The installation answered, and did not do it. The message is what it said, made into one text for the eye. */
export class Refused extends Failure {
  override readonly name = 'Refused';
  readonly status: number;
  readonly detail: string;
  readonly fields: readonly FieldProblem[];
  /** How long it asks to wait; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor(
    what: string,
    status: number,
    detail: string,
    fields: readonly FieldProblem[],
    retryAfterMs: number | null,
  ) {
    const named = fields.slice(0, 20).map(({ field, message }) => `\n  ${field === '' ? '' : `${field}: `}${message}`);
    super(`${what} was answered ${status}: ${detail}${named.join('')}`);
    this.status = status;
    this.detail = detail;
    this.fields = fields;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Reads an answer that is not a success, as RFC 9457 tells it or otherwise. */
export async function refusedBy(what: string, response: Response): Promise<Refused> {
  const text = await response.text();
  const told = problem.safeParse(jsonOf(text));
  const { detail, title, errors = [] } = told.success ? told.data : {};
  const words = detail ?? title ?? (text.trim().slice(0, 300) || response.statusText);
  return new Refused(what, response.status, words, errors, retryAfterMs(response.headers.get('retry-after')));
}

/** `Retry-After` is whole seconds or a date. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
