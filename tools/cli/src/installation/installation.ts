import type * as z from 'zod';
import { Failure, WrongUsage } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { findKeys, givenKey, type FoundKey, type Keys } from './find-keys.ts';
import { refusedBy } from './refused.ts';

export const DEFAULT_URL = 'http://127.0.0.1:4000';

/** Nobody answers: not a refusal, so whether the request was taken is not known. */
export class Unreachable extends Failure {
  override readonly name = 'Unreachable';
}

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly key: FoundKey | null;
  readonly body?: { readonly type: string; readonly text: string };
  /** Basic, as Segment's clients send their write key; else Bearer. */
  readonly basic?: boolean;
  readonly accept?: string;
  readonly signal?: AbortSignal;
};

/** A running installation, spoken to by its public HTTP interface. */
export class Installation {
  readonly url: string;
  readonly keys: Keys;

  constructor(url: string, keys: Keys) {
    this.url = url;
    this.keys = keys;
  }

  /** An answer of the API, checked as far as we need it. Throws Refused or Unreachable. */
  async get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const response = await this.call({ method: 'GET', path, key: this.apiKey() });
    return this.understood(path, await response.json(), schema);
  }

  /** Throws Refused or Unreachable, as `get` does. */
  async delete<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    const response = await this.call({ method: 'DELETE', path, key: this.apiKey() });
    return this.understood(path, await response.json(), schema);
  }

  async send<S extends z.ZodType>(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    schema: S,
  ): Promise<z.output<S>> {
    const text = JSON.stringify(body);
    const response = await this.call({ method, path, key: this.apiKey(), body: { type: 'application/json', text } });
    return this.understood(path, await response.json(), schema);
  }

  /** Throws Refused where the answer is no success. */
  async call(call: Call): Promise<Response> {
    const response = await this.attempt(call);
    if (response.ok) return response;
    if (response.status === 401 && call.key !== null) {
      throw new Failure(`${this.url} does not know the key of ${call.key.from}: is it that of another installation?`);
    }
    throw await refusedBy(`${call.method} ${call.path}`, response);
  }

  /** Any answer; throws Unreachable where there is none. */
  async attempt({
    method,
    path,
    key,
    body,
    basic = false,
    accept = 'application/json',
    signal,
  }: Call): Promise<Response> {
    const authorization = key === null ? {} : { authorization: basic ? basicOf(key) : `Bearer ${key.value}` };
    try {
      return await fetch(this.url + path, {
        method,
        headers: { accept, ...authorization, ...(body ? { 'content-type': body.type } : {}) },
        ...(body ? { body: body.text } : {}),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Unreachable(
        `Smarketing does not answer at ${this.url} (${causeOf(error)}): start it with \`npm start\`, or say where it is by --url or SMARKETING_URL.`,
      );
    }
  }

  apiKey(): FoundKey {
    return this.keys.api ?? this.missing('an API key', 'SMARKETING_API_KEY');
  }

  writeKey(): FoundKey {
    return this.keys.write ?? this.missing('a write key', 'SMARKETING_WRITE_KEY');
  }

  private missing(what: string, name: string): never {
    throw new Failure(
      `There is ${what} neither in ${name} nor in ${this.keys.file}: set it, or name the installation's data folder by SMARKETING_DATA.`,
    );
  }

  private understood<S extends z.ZodType>(path: string, answer: unknown, schema: S): z.output<S> {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Failure(
      `${this.url}${path} answered something else than expected (${issue?.path.join('.')}: ${issue?.message}): is it a Smarketing of this version?`,
    );
  }
}

/** Where the options, the environment or the default say that it runs; with the key of the options, else those that are found. */
export function installationOf(
  options: { readonly url?: string | undefined; readonly key?: string | undefined },
  terminal: Terminal,
): Installation {
  const given = options.url ?? (terminal.env['SMARKETING_URL'] || DEFAULT_URL);
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new WrongUsage(`"${given}" is no URL of an installation: write it like ${DEFAULT_URL}.`);
  }
  const keys = options.key === undefined ? findKeys(terminal) : givenKey(options.key, terminal);
  return new Installation(url.href.replace(/\/+$/, ''), keys);
}

function basicOf(key: FoundKey): string {
  return `Basic ${Buffer.from(`${key.value}:`).toString('base64')}`;
}

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}
