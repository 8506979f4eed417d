import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MOST_BODY_BYTES } from '../domain/limits.ts';
import { intakeBody } from './intake-body.ts';

/** The content type that all bodies of the intake are given here, so that their parser serves no other route. */
const INTAKE_BODY = 'application/x-smarketing-intake';
/** Holds the content type that the client sent. */
export const SENT_CONTENT_TYPE = 'x-smarketing-content-type';

const PREFLIGHT_SECONDS = 86_400;

/**
 * Prepares the HTTP server for what real clients send to the intake: any content type, packed or not, and browsers' preflights
 * from any origin (a write key is public by nature, and no cookie counts here).
 */
export function configureIntake(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addContentTypeParser(
    INTAKE_BODY,
    { parseAs: 'buffer', bodyLimit: MOST_BODY_BYTES },
    async (request: { readonly headers: Readonly<Record<string, unknown>> }, body: Buffer) =>
      intakeBody(body, text(request.headers['content-encoding'])),
  );
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isIntake(request.url)) return;
    if (request.headers.origin !== undefined) void reply.header('access-control-allow-origin', '*');
    if (request.method === 'OPTIONS') {
      await reply
        .code(204)
        .header('access-control-allow-methods', 'GET, POST, OPTIONS')
        .header(
          'access-control-allow-headers',
          'authorization, content-type, content-encoding, x-retry-count, ce-id, ce-source, ce-type, ce-time, ce-specversion, ce-subject',
        )
        .header('access-control-max-age', String(PREFLIGHT_SECONDS))
        .send();
      return reply;
    }
    if (request.method === 'POST') {
      const { headers } = request.raw;
      headers[SENT_CONTENT_TYPE] = headers['content-type'] ?? '';
      headers['content-type'] = INTAKE_BODY;
    }
    return undefined;
  });
}

function isIntake(url: string): boolean {
  const path = url.split('?', 1)[0]!;
  return path.startsWith('/v1/') || path === '/events';
}

const text = (header: unknown): string | undefined => (typeof header === 'string' ? header : undefined);
