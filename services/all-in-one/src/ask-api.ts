import { askService } from '@smarketing/service-kit';

const PATIENCE_MS = 60_000;

/** Asks an installation by its own API, as whoever holds its key would. Rejects, with what was answered, where that is no success. */
export async function askApi(
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  method: 'GET' | 'PUT',
  path: string,
  sent?: unknown,
): Promise<unknown> {
  const { status, isOk, body } = await askService(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: sent === undefined ? undefined : JSON.stringify(sent),
    patienceMs: PATIENCE_MS,
  });
  if (!isOk) throw new Error(`${method} ${path} answered ${status}: ${body}`);
  return JSON.parse(body);
}
