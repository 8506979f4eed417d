import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import 'reflect-metadata';
import { Controller, Get, Module, type Type } from '@nestjs/common';
import {
  boot,
  openLogger,
  openPlatform,
  readConfig,
  roles,
  type Booted,
  type OpenPlatform,
  type ServiceDefinition,
} from '@smarketing/service-kit';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { allServices } from './services.ts';

/** What answers everybody; nothing else does. The settings are what a browser asks for, and hold no secret. */
const PUBLIC = ['GET /livez', 'GET /readyz', 'GET /metrics', 'GET /v1/projects/:key/settings'];
/** Where a key that may only write to the intake gets through. */
const INTAKE = ['POST /v1/:call', 'POST /events'];
/** What every key may ask, whatever its scopes. */
const ANY_KEY = ['GET /api/me'];
/** Open to those alone who may give access to others. */
const ACCESS = [
  ...['GET /api/keys', 'POST /api/keys', 'GET /api/keys/audit', 'DELETE /api/keys/:id'],
  ...['GET /api/people', 'PUT /api/people/:id'],
];

const WRITE_KEY = 'w'.repeat(32);
const API_KEY = 'a'.repeat(32);

type Route = { readonly method: string; readonly url: string };
const named = ({ method, url }: Route): string => `${method} ${url}`;

@Controller('forgotten')
class ForgottenController {
  @Get(':what')
  read(): string {
    return 'nobody said who may read this';
  }
}

type ModuleParts = Parameters<typeof Module>[0];

/** A service's module with one controller more. */
function withForgotten({ module }: ServiceDefinition): Type {
  const parts = Object.fromEntries(
    ['imports', 'providers', 'exports', 'controllers'].map((key) => [key, Reflect.getMetadata(key, module) ?? []]),
  ) as Required<ModuleParts>;
  @Module({ ...parts, controllers: [...parts.controllers, ForgottenController] })
  class WithForgotten {}
  return WithForgotten;
}

/** The services, with their table of routes as Fastify has it once they have booted. */
function watched(services: readonly ServiceDefinition[]): { services: readonly ServiceDefinition[]; routes: Route[] } {
  const routes: Route[] = [];
  const [first, ...others] = services;
  const configureHttp: NonNullable<ServiceDefinition['configureHttp']> = (app) => {
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push({ method: one, url });
    });
    first!.configureHttp?.(app);
  };
  return { services: [{ ...first!, configureHttp }, ...others], routes };
}

let server: TestPostgres;
let databaseUrl: string;
const closing: (() => Promise<unknown>)[] = [];

async function start(services: readonly ServiceDefinition[], env: Record<string, string> = {}): Promise<Booted> {
  const config = readConfig({ PORT: '0', SMARKETING_WRITE_KEY: WRITE_KEY, SMARKETING_API_KEY: API_KEY, ...env });
  const platform: OpenPlatform = await openPlatform(config, databaseUrl, openLogger('silent', 'test'));
  closing.push(() => platform.close());
  const booted = await boot(services, platform);
  closing.push(() => booted.stop());
  return booted;
}

beforeAll(async () => {
  server = await startTestPostgres();
  databaseUrl = await server.freshDatabase();
}, 60_000);
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await server?.stop();
}, 60_000);

async function statusOf(base: string, { method, url }: Route, authorization?: string): Promise<number> {
  const path = url.replaceAll(/:\w+|\*/g, 'x');
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(base + path, { method, headers });
  await response.body?.cancel();
  return response.status;
}

/** The routes that do not answer a request with this authorization as they should. */
async function wrong(
  base: string,
  routes: readonly Route[],
  expected: (route: Route, status: number) => boolean,
  authorization?: string,
): Promise<string[]> {
  const found: string[] = [];
  for (const route of routes) {
    const status = await statusOf(base, route, authorization);
    if (!expected(route, status)) found.push(`${named(route)} answered ${status}`);
  }
  return found;
}

const isPublic = (route: Route): boolean => PUBLIC.includes(named(route).replace(/^HEAD /, 'GET '));

const isForAnyKey = (route: Route): boolean => ANY_KEY.includes(named(route).replace(/^HEAD /, 'GET '));

/** A route with a policy asks for a key (401); one without a policy refuses everybody, the right key included (403). */
const asksForAKey = (route: Route, status: number): boolean =>
  isPublic(route) ? status === 200 || status === 503 : status === 401;

describe('every route of every service', () => {
  let booted: Booted;
  let routes: readonly Route[];
  beforeAll(async () => {
    const table = watched(allServices);
    booted = await start(table.services);
    routes = table.routes;
  }, 60_000);

  test('is in the table that is walked here', () => {
    const names = routes.map(named);
    expect(names.length).toBeGreaterThan(60);
    expect(names).toEqual(
      expect.arrayContaining([...PUBLIC, ...INTAKE, ...ANY_KEY, ...ACCESS, 'GET /api/flow', 'GET /internal/flow']),
    );
  });

  test('says who may call it: without a key it answers 401, but for the few that are for everybody', async () => {
    expect(await wrong(booted.url, routes, asksForAKey)).toEqual([]);
  });

  test('does not know a key that nobody gave out', async () => {
    expect(await wrong(booted.url, routes, asksForAKey, `Bearer ${'x'.repeat(32)}`)).toEqual([]);
  });

  test('is closed to a key of the intake, but for the intake', async () => {
    const isRight = (route: Route, status: number): boolean => {
      if (isPublic(route)) return status !== 403;
      if (isForAnyKey(route)) return status === 200;
      return INTAKE.includes(named(route)) ? status !== 401 && status !== 403 : status === 403;
    };
    expect(await wrong(booted.url, routes, isRight, `Bearer ${WRITE_KEY}`)).toEqual([]);
  });

  test('that gives access to others is closed to everybody but admins', async () => {
    const people = { 'of-all-roles-but-admin': roles.filter((role) => role !== 'admin'), 'an-admin': ['admin'] };
    const allowed: Record<string, string[]> = {};
    const ask = (method: string, path: string, body: object) =>
      fetch(booted.url + path, {
        method,
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    for (const [id, given] of Object.entries(people)) {
      await ask('PUT', `/api/people/${id}`, { name: id, roles: given });
      const { key } = (await (await ask('POST', '/api/keys', { name: 'test', person: id })).json()) as { key: string };
      const asked = routes.filter((route) => ACCESS.includes(named(route)));
      // What is let through fails later, for want of a body or of a thing of that name.
      allowed[id] = await wrong(booted.url, asked, (_, status) => status === 403, `Bearer ${key}`);
    }
    expect(allowed['of-all-roles-but-admin']).toEqual([]);
    expect(allowed['an-admin']).toHaveLength(ACCESS.length);
    expect(allowed['an-admin']!.filter((line) => line.endsWith(' 401'))).toEqual([]);
  });

  test('stumbles over nothing that its URL or its body may hold', async () => {
    const texts = ['__proto__', 'constructor', '%F0%9F%98%80', "'%22;--", '..%2F..', '%0A', '-1', 'a'.repeat(299)];
    const bodies = ['null', '7', '[]', '{}', '"x"', '{"constructor":{"prototype":{}},"toString":1}', '{"id":{"a":[]}}'];
    const stumbled: string[] = [];
    for (const { method, url } of routes.filter((route) => !isPublic(route) && named(route) !== 'GET /api/live')) {
      for (const [n, text] of texts.entries()) {
        const path = `${url.replaceAll(/:\w+|\*/g, text)}?q=${text}&limit=${text}&cursor=${text}&by=${text}&at=${text}&email=${text}`;
        const hasBody = method !== 'GET' && method !== 'HEAD';
        const response = await fetch(booted.url + path, {
          method,
          signal: AbortSignal.timeout(10_000),
          headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
          ...(hasBody ? { body: bodies[n % bodies.length]! } : {}),
        }).catch((error: unknown) => stumbled.push(`${method} ${path}: ${String(error)}`));
        if (typeof response === 'number') continue;
        await response.body?.cancel();
        if (response.status >= 500 && response.status !== 503) stumbled.push(`${method} ${path}: ${response.status}`);
      }
    }
    expect(stumbled).toEqual([]);
  }, 120_000);

  test('of the gateway leads to one of these, and lets nobody by', async () => {
    const urls = ['INGESTION', 'SCORING', 'ROUTING', 'SLA', 'FEEDBACK', 'AGREEMENT'].map((name) => [
      `${name}_URL`,
      booted.url,
    ]);
    const table = watched(allServices.filter(({ name }) => name === 'console'));
    const gateway = await start(table.services, Object.fromEntries(urls) as Record<string, string>);
    // Some are wider than what lies behind them.
    const isRight = (route: Route, status: number): boolean => asksForAKey(route, status) || status === 404;
    // Node's client cannot send the others; a preflight is for every browser, and answers nothing.
    const sendable = table.routes.filter(({ method }) => /^(GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method));
    expect(sendable.map(named)).toEqual(expect.arrayContaining(['POST /events', 'GET /api/leads/:id/score']));
    expect(await wrong(gateway.url, sendable, isRight)).toEqual([]);
  }, 60_000);
});

test('a route that says nothing about access is found', async () => {
  const [first, ...others] = allServices;
  const table = watched([{ ...first!, module: withForgotten(first!) }, ...others]);
  const { url } = await start(table.services);
  const forgotten = ['GET /forgotten/:what answered 403', 'HEAD /forgotten/:what answered 403'];
  expect((await wrong(url, table.routes, asksForAKey)).filter((line) => line.includes('forgotten')).sort()).toEqual(
    forgotten,
  );
}, 60_000);
