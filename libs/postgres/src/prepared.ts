import { createHash } from 'node:crypto';
import type pg from 'pg';

const names = new Map<string, string>();

/**
 * A statement that each connection has the server parse once, and after a few times plan once, and not with every call: over a few rows
 * that is most of its work. For texts that are few and do not depend on values, since they stay with the connection; and where the plan
 * cannot be another one later: rows put in, and tables that stay small. What was best to look something up in an empty table would stay
 * in use while it grows.
 */
export function prepared(text: string, values: readonly unknown[]): pg.QueryConfig {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = createHash('sha1').update(text).digest('base64url')));
  return { name, text, values: [...values] };
}
