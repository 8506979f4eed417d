import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

export type Question = {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | undefined;
  /** From the first byte out to the last byte in. */
  readonly patienceMs: number;
};

/** `isOk`: of the statuses that say so, 200 to 299. */
export type ServiceAnswer = { readonly status: number; readonly isOk: boolean; readonly body: string };

/**
 * Asks a service something, over a connection that nothing is kept of; rejects where no whole answer comes in time. Not by `fetch`: a process
 * that uses it once has 19 MB more from then on.
 */
export async function askService(
  url: string,
  { method = 'GET', headers, body, patienceMs }: Question,
): Promise<ServiceAnswer> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(patienceMs);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, { method, headers, signal, agent: false });
    outgoing.on('response', resolve).on('error', reject).end(body);
  });
  const status = answer.statusCode ?? 0;
  return { status, isOk: status >= 200 && status < 300, body: await text(answer) };
}
