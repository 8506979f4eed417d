import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** Meant for the next hop only, RFC 9110 section 7.6.1; `host` and `expect` are settled hop by hop as well. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'expect',
]);

/**
 * The headers that concern both ends. `connection` may name more that are meant for one hop, but not the length of the body: without
 * it the body would be read as the next request.
 */
export function passedHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  named.delete('content-length');
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => value !== undefined && !HOP_BY_HOP.has(name) && !named.has(name)),
  );
}
