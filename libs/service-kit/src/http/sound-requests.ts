import { EVENT_JSON, UnsoundJson, parseSoundJson } from '@smarketing/contracts';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/**
 * Lets nothing in that no database stores: JSON bodies are taken without U+0000 and half surrogate pairs, and not with members
 * named `__proto__` or endless nesting; a URL with U+0000 in it is refused. What has a parser of its own sees to it itself.
 */
export function takeSoundRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request) => {
    if (/%00/.test(request.url)) throw new Problem(400, 'bad-request', 'The URL has a character that no text has.');
  });
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, body: string) =>
    body.trim() === '' ? undefined : soundBody(body),
  );
}

function soundBody(text: string): unknown {
  try {
    return parseSoundJson(text, EVENT_JSON);
  } catch (error) {
    if (error instanceof UnsoundJson) {
      const fields = [{ field: error.field, message: error.message }];
      throw new Problem(400, 'invalid-request', 'The request is not as it should be; see errors.', { fields });
    }
    const why = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new Problem(400, 'bad-json', `The body is no JSON: ${why}`);
  }
}
