import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RateLimiter } from '@smarketing/redis';
import { Reflector } from '@nestjs/core';
import { Problem } from '../http/problem.ts';
import { POLICY, type WithPrincipal } from './access.ts';
import { Keyring, KeysUnavailable } from './keyring.ts';
import type { Policy, Principal } from './principal.ts';

type Request = WithPrincipal & {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
};

/** Denies by default: a route answers only whom its policy names. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly reflector: Reflector;
  private readonly keyring: Keyring;
  private readonly intakeLimit: RateLimiter;

  constructor(
    @Inject(Reflector) reflector: Reflector,
    @Inject(Keyring) keyring: Keyring,
    @Inject(RateLimiter) intakeLimit: RateLimiter,
  ) {
    this.intakeLimit = intakeLimit;
    this.reflector = reflector;
    this.keyring = keyring;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.getAllAndOverride<Policy | undefined>(POLICY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (policy === 'public') return true;
    if (policy === undefined) throw new Problem(403, 'forbidden', 'This route says nobody may call it.');
    const request = context.switchToHttp().getRequest<Request>();
    const key = keyOf(request, policy);
    if (key === null) {
      throw new Problem(401, 'unauthorized', 'A key is needed: send it as "Authorization: Bearer <key>".', {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    const found = this.keyring.verify(key);
    // The configured write key is known at once, and the intake waits for nothing.
    const principal = found instanceof Promise ? await lookedUp(found) : found;
    if (!principal)
      throw new Problem(401, 'unauthorized', 'This key is not known.', { headers: { 'www-authenticate': 'Bearer' } });
    if (policy !== 'any-key' && !principal.scopes.includes(policy))
      throw new Problem(403, 'forbidden', `This key may not: the scope ${policy} is missing.`);
    request.principal = principal;
    if (policy === 'intake') await this.mustNotBeTooMuch(principal.id);
    return true;
  }

  /** One client that runs wild must not take the intake from the others. */
  private async mustNotBeTooMuch(key: string): Promise<void> {
    const { allowed, retryAfterSeconds } = await this.intakeLimit.take(key, 1);
    if (allowed) return;
    throw new Problem(429, 'too-many-requests', 'This key makes more requests than it may: send batches, or wait.', {
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  }
}

/** Bearer anywhere; on intake also Basic with the key as user name, and `writeKey` in the body, as Segment's SDKs send it. */
function keyOf(request: Request, policy: Policy): string | null {
  const header = request.headers['authorization'];
  if (typeof header === 'string') {
    const [scheme, value] = header.split(' ', 2);
    if (value !== undefined && scheme?.toLowerCase() === 'bearer') return value;
    if (value !== undefined && scheme?.toLowerCase() === 'basic' && policy === 'intake') {
      return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0] ?? null;
    }
  }
  if (policy !== 'intake' || typeof request.body !== 'object' || request.body === null) return null;
  const writeKey = Object.getOwnPropertyDescriptor(request.body, 'writeKey')?.value as unknown;
  return typeof writeKey === 'string' ? writeKey : null;
}

/** That a key cannot be looked up must not read as if it were wrong: clients throw away what was answered 401. */
async function lookedUp(found: Promise<Principal | null>): Promise<Principal | null> {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof KeysUnavailable)) throw error;
    throw new Problem(503, 'keys-unavailable', error.message, { headers: { 'retry-after': '1' } });
  }
}
