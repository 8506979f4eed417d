import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Access, type WithPrincipal } from './access.ts';
import { AccessGuard } from './access-guard.ts';
import { ConfiguredKeyring, Keyring, KeysUnavailable } from './keyring.ts';
import type { Principal } from './principal.ts';
import { InProcessRateLimiter } from '@smarketing/redis';
import { Problem } from '../http/problem.ts';

const writeKey = 'write-key-0123456789';
const apiKey = 'api-key-0123456789';
const guardWith = (points: number, keyring: Keyring = new ConfiguredKeyring({ writeKey, apiKey })): AccessGuard =>
  new AccessGuard(new Reflector(), keyring, new InProcessRateLimiter({ points, windowSeconds: 60 }));
const guard = guardWith(1_000);

/** Answers later, as one does that has to look keys up. */
class SlowKeyring extends Keyring {
  readonly #found: Principal | null | Error;

  constructor(found: Principal | null | Error) {
    super();
    this.#found = found;
  }

  async verify(): Promise<Principal | null> {
    if (this.#found instanceof Error) throw this.#found;
    return this.#found;
  }
}

class Routes {
  @Access('public') open(): void {}
  @Access('intake') write(): void {}
  @Access('leads:read') read(): void {}
  @Access('any-key') who(): void {}
  forgotten(): void {}
}

type Request = WithPrincipal & { headers: Record<string, string>; body?: unknown };

async function ask(
  route: keyof Routes,
  headers: Record<string, string>,
  body?: unknown,
  by = guard,
): Promise<{ status: number; request: Request; headers?: Readonly<Record<string, string>> }> {
  const request: Request = { headers, body };
  const context = {
    getHandler: () => Routes.prototype[route],
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  try {
    await by.canActivate(context);
    return { status: 200, request };
  } catch (error) {
    if (error instanceof Problem) return { status: error.status, request, headers: error.headers };
    throw error;
  }
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const basic = (key: string): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
});

describe('access', () => {
  it('is closed where a route says nothing, even to the API key', async () => {
    expect((await ask('forgotten', bearer(apiKey))).status).toBe(403);
  });

  it('is open where a route says so', async () => {
    expect((await ask('open', {})).status).toBe(200);
  });

  it('asks for a key, knows the right one, and says what a wrong one lacks', async () => {
    expect((await ask('read', {})).status).toBe(401);
    expect((await ask('read', bearer('guessed'))).status).toBe(401);
    expect((await ask('read', bearer(writeKey))).status).toBe(403);
    expect((await ask('read', bearer(apiKey))).status).toBe(200);
  });

  it('takes the write key on intake as SDKs send it: bearer, basic, or in the body', async () => {
    expect((await ask('write', bearer(writeKey))).status).toBe(200);
    expect((await ask('write', basic(writeKey))).status).toBe(200);
    expect((await ask('write', {}, { writeKey })).status).toBe(200);
    expect((await ask('write', basic(writeKey))).request.principal).toMatchObject({
      kind: 'intake-key',
      scopes: ['intake'],
    });
  });

  it('takes no key from a body or by basic where it is not intake', async () => {
    expect((await ask('read', basic(apiKey))).status).toBe(401);
    expect((await ask('read', {}, { writeKey: apiKey })).status).toBe(401);
  });

  it('tells a key that makes too many requests on intake when to come back', async () => {
    const strict = guardWith(2);
    const asked = [1, 2, 3].map(() => ask('write', bearer(writeKey), undefined, strict));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 429]);
    expect((await ask('write', bearer(writeKey), undefined, strict)).headers?.['retry-after']).toMatch(/^[1-9]\d*$/);
  });

  it('is open to every key where the route says so, and to nobody without one', async () => {
    const asked = await ask('who', bearer(writeKey));
    expect([asked.status, asked.request.principal?.id]).toEqual([200, 'write-key']);
    expect((await ask('who', bearer('guessed'))).status).toBe(401);
    expect((await ask('who', {}, { writeKey })).status).toBe(401);
  });

  it('waits for what has to be looked up', async () => {
    const maria = { id: 'maria', name: 'Maria Lind', roles: ['marketing'] } as const;
    const principal: Principal = { id: 'maria', kind: 'api-key', scopes: ['leads:read'], person: maria };
    const known = guardWith(9, new SlowKeyring(principal));
    const asked = await ask('read', bearer('k'), undefined, known);
    expect([asked.status, asked.request.principal]).toEqual([200, principal]);
    expect((await ask('write', bearer('k'), undefined, known)).status).toBe(403);
    expect((await ask('read', bearer('k'), undefined, guardWith(9, new SlowKeyring(null)))).status).toBe(401);
  });

  it('never says that a key is wrong where it could not be looked up', async () => {
    const unable = guardWith(9, new SlowKeyring(new KeysUnavailable('try again')));
    for (const route of ['read', 'write', 'who'] as const) {
      const { status, headers } = await ask(route, bearer('k'), undefined, unable);
      expect([status, headers?.['retry-after']]).toEqual([503, '1']);
    }
  });
});
