import { Conflict, Fenced, UnknownOutcome } from '@smarketing/messaging';
import type { FailureKind } from '@smarketing/messaging';
import { SilentRollback } from './postgres-transaction.ts';

/** SQLSTATE classes, see appendix A of PostgreSQL's manual: connection, rollback (deadlock), resources, not in a state to, operator, system. */
const TRANSIENT_CLASSES = new Set(['08', '40', '53', '55', '57', '58']);
/** Idle-in-transaction and transaction timeouts: we were too slow, not wrong. */
const TRANSIENT_STATES = new Set(['25P03', '25P04']);
const BAD_DATA_CLASSES = new Set(['22', '23']);
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EMFILE',
]);
/** What pg says without a code when a connection is gone. */
const LOST_CONNECTION =
  /^Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Query read timeout|Client was closed and is not queryable/;

/** What a failure of the database means for a batch; a cause decides where the error itself says nothing. */
export function classifyFailure(error: unknown): FailureKind {
  // By shape, not by class: an error of another realm (a vm context) is no instance of our Error.
  for (let at = error, depth = 0; isErrorLike(at) && depth < 5; at = at.cause, depth += 1) {
    if (at instanceof Fenced) return 'fenced';
    if (at instanceof UnknownOutcome) return 'unknown-outcome';
    if (at instanceof Conflict) return 'conflict';
    // With no error to blame, the same batch may well go through the next time.
    if (at instanceof SilentRollback) return 'transient';
    const { code, message } = at;
    if (typeof code === 'string') {
      if (NETWORK_CODES.has(code)) return 'transient';
      if (/^[0-9A-Z]{5}$/.test(code)) {
        if (TRANSIENT_STATES.has(code) || TRANSIENT_CLASSES.has(code.slice(0, 2))) return 'transient';
        return BAD_DATA_CLASSES.has(code.slice(0, 2)) ? 'bad-data' : 'fatal';
      }
    }
    if (LOST_CONNECTION.test(message)) return 'transient';
  }
  return 'fatal';
}

type ErrorLike = { readonly message: string; readonly code?: unknown; readonly cause?: unknown };

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}
