/** A CloudEvent as it was sent, attributes not yet looked at; `path` says where in the request it stood. */
export type SentCloudEvent = { readonly path: string; readonly attributes: Readonly<Record<string, unknown>> };

export type CloudEventRequest = {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
};

export type ReadCloudEvents = {
  readonly mode: 'binary' | 'structured' | 'batched';
  readonly events: readonly SentCloudEvent[];
};

/** The body holds no events at all, not even wrong ones. */
export class NotCloudEvents extends Error {
  override readonly name = 'NotCloudEvents';
}

/**
 * Takes the events out of a request by CloudEvents 1.0's HTTP binding: binary (attributes in `ce-` headers), structured, or
 * batched. Plain JSON that looks like one event, or like an array of them, is taken as such.
 */
export function readCloudEvents({ contentType, headers, body }: CloudEventRequest): ReadCloudEvents {
  const isDeclared = contentType.startsWith('application/cloudevents');
  if (!isDeclared && (headers['ce-type'] !== undefined || headers['ce-id'] !== undefined)) {
    return { mode: 'binary', events: [{ path: '', attributes: { ...attributesIn(headers), data: body } }] };
  }
  if (contentType.startsWith('application/cloudevents-batch') || Array.isArray(body)) {
    if (!Array.isArray(body)) throw new NotCloudEvents('a batch must be an array of events');
    return {
      mode: 'batched',
      events: body.map((event: unknown, i) => ({ path: `[${i}].`, attributes: recordOf(event) })),
    };
  }
  return { mode: 'structured', events: [{ path: '', attributes: recordOf(body) }] };
}

function attributesIn(headers: CloudEventRequest['headers']): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') attributes[name.slice(3)] = decoded(value);
  }
  return attributes;
}

/** Header values are percent-encoded; one that is not, though it holds a percent sign, is taken as it is. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function recordOf(event: unknown): Record<string, unknown> {
  if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event as Record<string, unknown>;
  throw new NotCloudEvents('an event must be an object');
}
