import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { errorCode } from '../error-code.ts';
import { Failure, WrongUsage } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** A key, and where it was found, for words about it. */
export type FoundKey = { readonly value: string; readonly from: string };

export type Keys = {
  readonly write: FoundKey | null;
  readonly api: FoundKey | null;
  /** Where the file of keys is, or would be. */
  readonly file: string;
};

const kept = z.object({ writeKey: z.string().min(1), apiKey: z.string().min(1) });

/** The data folder of an installation on this machine. */
export function dataFolder({ env, cwd }: Pick<Terminal, 'env' | 'cwd'>): string {
  return resolve(cwd, env['SMARKETING_DATA'] || '.smarketing');
}

/** Keys of the environment (also by file, `NAME_FILE`), else those that the installation keeps in its data folder. */
export function findKeys(place: Pick<Terminal, 'env' | 'cwd'>): Keys {
  const file = join(dataFolder(place), 'credentials.json');
  const write = fromEnvironment(place.env, 'SMARKETING_WRITE_KEY');
  const api = fromEnvironment(place.env, 'SMARKETING_API_KEY');
  if (write && api) return { write, api, file };
  const stored = readKept(file);
  return {
    write: write ?? (stored ? { value: stored.writeKey, from: file } : null),
    api: api ?? (stored ? { value: stored.apiKey, from: file } : null),
    file,
  };
}

/** One key for everything: whose key it is, the installation knows. Throws WrongUsage where it can be none. */
export function givenKey(value: string, place: Pick<Terminal, 'env' | 'cwd'>): Keys {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new WrongUsage('What --key says is no key: it is one word.');
  const key = { value, from: '--key' };
  return { write: key, api: key, file: join(dataFolder(place), 'credentials.json') };
}

function fromEnvironment(env: Terminal['env'], name: string): FoundKey | null {
  const value = env[name];
  if (value) return { value, from: name };
  const file = env[`${name}_FILE`];
  if (!file) return null;
  try {
    return { value: readFileSync(file, 'utf8').trim(), from: `${name}_FILE` };
  } catch {
    throw new Failure(`${name}_FILE names ${file}, which cannot be read.`);
  }
}

function readKept(file: string): z.infer<typeof kept> | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null;
    throw new Failure(`${file} cannot be read: give this user access to it, or set SMARKETING_API_KEY.`);
  }
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    throw new Failure(`${file} is damaged: restore it, or remove it and start the installation anew.`);
  }
}
