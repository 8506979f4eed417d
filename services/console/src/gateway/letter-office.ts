import type { ServiceName } from '@smarketing/contracts';
import {
  askService,
  letterParams,
  Problem,
  type LetterBoxes,
  type LetterDetails,
  type LetterItem,
  type LetterQuery,
} from '@smarketing/service-kit';

const PATIENCE_MS = 5_000;

/** Who asks: by name where the service is in this process, by what was sent with the request where it is in another. */
export type Asker = { readonly id: string; readonly authorization: string };

/** The dead letters of one service, wherever it runs. Every method throws `ServiceSilent` where nobody answers for it. */
export type LetterOffice = {
  readonly service: ServiceName;
  list(query: LetterQuery, asker: Asker): Promise<readonly LetterItem[]>;
  /** Null where there is none of that id. */
  find(id: string, asker: Asker): Promise<LetterDetails | null>;
  /** Asks for these to be tried again; returns the ids that were asked for. */
  replay(ids: readonly string[], asker: Asker): Promise<readonly string[]>;
};

/** No process of the service could be asked. */
export class ServiceSilent extends Error {
  override readonly name = 'ServiceSilent';
}

/** For a service that runs in this process. */
export function localOffice(service: ServiceName, boxes: LetterBoxes): LetterOffice {
  return {
    service,
    list: (query) => boxes.list(service, query),
    find: (id) => boxes.find(service, id),
    replay: (ids, { id }) => boxes.replay(service, ids, id),
  };
}

/** For a service that runs elsewhere. */
export function remoteOffice(service: ServiceName, urls: readonly string[]): LetterOffice {
  const path = `/internal/dead-letters/${service}`;
  const ask = (call: Call, { authorization }: Asker): Promise<unknown> => askOneOf(urls, call, authorization);
  return {
    service,
    async list(query, asker) {
      const answer = await ask({ method: 'GET', path: `${path}?${letterParams(query)}` }, asker);
      return (answer as { readonly items: readonly LetterItem[] }).items;
    },
    async find(id, asker) {
      return (await ask({ method: 'GET', path: `${path}/${encodeURIComponent(id)}` }, asker)) as LetterDetails | null;
    },
    async replay(ids, asker) {
      // Asking twice is safe: a letter that was asked for waits no more.
      const answer = await ask({ method: 'POST', path: `${path}/replay`, body: { ids } }, asker);
      return (answer as { readonly asked: readonly string[] }).asked;
    },
  };
}

type Call = { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object };

/** Null where the service says that there is no such thing. */
async function askOneOf(urls: readonly string[], call: Call, authorization: string): Promise<unknown> {
  let because = 'no URL is configured for it';
  for (const url of urls) {
    try {
      const { status, isOk, body } = await askService(`${url}${call.path}`, {
        method: call.method,
        headers: { authorization, ...(call.body ? { 'content-type': 'application/json' } : {}) },
        body: call.body && JSON.stringify(call.body),
        patienceMs: PATIENCE_MS,
      });
      if (isOk) return JSON.parse(body) as unknown;
      if (status === 404) return null;
      because = `${url} answered ${status}`;
    } catch (error) {
      because = `${url}: ${causeOf(error)}`;
    }
  }
  throw new ServiceSilent(because);
}

function causeOf(error: unknown): string {
  const { cause, code, message } = error as {
    readonly cause?: { readonly message?: string };
    readonly code?: string;
    readonly message?: string;
  };
  return cause?.message ?? code ?? message ?? String(error);
}

/** For who asks about one letter: which service does not answer, and why. */
export function silentProblem(service: string, { message }: ServiceSilent): Problem {
  return new Problem(503, 'service-unavailable', `${service} does not answer (${message}).`, {
    headers: { 'retry-after': '1' },
  });
}
