import * as z from 'zod';
import { roles, scopes } from './principal.ts';

const words = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}*$/u, 'no line breaks and the like');
const limit = z.coerce.number().int().min(1).max(500).default(50);
const id = z.string().min(1).max(200);

/** `POST /api/keys`. */
export const keyRequest = z.strictObject({
  name: words,
  person: id.optional(),
  scopes: z
    .array(z.enum(scopes))
    .max(scopes.length)
    .transform((given) => scopes.filter((scope) => given.includes(scope)))
    .optional(),
  expiresAt: z.iso.datetime({ offset: true, error: 'an ISO 8601 instant, with its zone' }).optional(),
});

/** `PUT /api/people/:id`. */
export const personRequest = z.strictObject({
  name: words,
  roles: z
    .array(z.enum(roles))
    .max(roles.length)
    .transform((given) => roles.filter((role) => given.includes(role))),
});

/** `GET /api/keys`. */
export const keyQuery = z.strictObject({
  status: z.enum(['active', 'all']).default('all'),
  limit,
  cursor: id.optional(),
});

/** `GET /api/keys/audit`. */
export const auditQuery = z.strictObject({
  limit,
  cursor: z.coerce.number().int().positive().optional(),
});

/** Of a key, or of a person, in a path. */
export const accessId = id;
