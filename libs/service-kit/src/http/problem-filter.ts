import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '../logger.ts';
import { Problem } from './problem.ts';

type Reply = {
  readonly sent: boolean;
  status(code: number): Reply;
  headers(values: Record<string, string>): Reply;
  send(body: unknown): unknown;
};

/** Turns whatever a handler throws into application/problem+json. What we did not foresee is logged, and told without its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<{ url: string; method: string }>();
    const problem = toProblem(error);
    if (problem.status >= 500)
      this.logger.error({ err: error, url: request.url, method: request.method }, problem.message);
    sendProblem(http.getResponse<Reply>(), problem, request.url);
  }
}

export function sendProblem(reply: Reply, problem: Problem, url: string): void {
  if (reply.sent) return;
  reply
    .status(problem.status)
    .headers({ ...problem.headers, 'content-type': 'application/problem+json; charset=utf-8' })
    .send(JSON.stringify(problem.toJson(url.split('?')[0])));
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return new Problem(status, codeOf(status), error.message);
  }
  // Fastify's own refusals carry a status: a body too large, bad JSON, an unsupported content type.
  if (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500
  ) {
    return new Problem(error.statusCode, codeOf(error.statusCode), error.message);
  }
  return new Problem(500, 'internal-error', 'Something went wrong on our side; it has been logged.');
}

function codeOf(status: number): string {
  const names: Record<number, string> = {
    400: 'bad-request',
    401: 'unauthorized',
    403: 'forbidden',
    404: 'not-found',
    405: 'method-not-allowed',
    409: 'conflict',
    413: 'too-large',
    415: 'unsupported-media-type',
    429: 'too-many-requests',
    503: 'unavailable',
  };
  return names[status] ?? `status-${status}`;
}
