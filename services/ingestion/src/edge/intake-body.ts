import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Problem } from '@smarketing/service-kit';
import { MOST_BODY_BYTES } from '../domain/limits.ts';

const unzip = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/**
 * The JSON in a request's body, whatever it is labelled as: clients send JSON as text/plain to spare a preflight, and gzip as a
 * form. Undefined for an empty body. Throws Problem: 400 for bad JSON, 413 above 4 MB unpacked, 415 for unknown encodings.
 */
export async function intakeBody(bytes: Buffer, encoding: string | undefined): Promise<unknown> {
  const text = (await unpacked(bytes, encoding)).toString('utf8').trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new Problem(400, 'bad-json', `The body is no JSON: ${why}`);
  }
}

async function unpacked(bytes: Buffer, encoding = 'identity'): Promise<Buffer> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const name = isGzip ? 'gzip' : encoding.trim().toLowerCase();
  if (name === 'identity' || name === '' || (!isGzip && name.endsWith('gzip'))) return bytes;
  if (!Object.hasOwn(unzip, name))
    throw new Problem(415, 'unsupported-encoding', `Content-Encoding ${name} is not known.`);
  try {
    return await unzip[name as keyof typeof unzip](bytes, { maxOutputLength: MOST_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new Problem(413, 'too-large', `At most ${MOST_BODY_BYTES} bytes, unpacked.`);
    throw new Problem(400, 'bad-encoding', `The body is not ${name}, although it says so.`);
  }
}
