import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKeys, givenKey } from './find-keys.ts';

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'smarketing-keys-'));
});

afterEach(async () => {
  await rm(cwd, { recursive: true });
});

async function keep(text: string, folder = '.smarketing'): Promise<string> {
  const file = join(cwd, folder, 'credentials.json');
  await mkdir(join(cwd, folder), { recursive: true });
  await writeFile(file, text);
  return file;
}

describe('the keys', () => {
  test('are those that the installation keeps', async () => {
    const file = await keep('{"writeKey":"w","apiKey":"a"}');
    expect(findKeys({ env: {}, cwd })).toEqual({
      write: { value: 'w', from: file },
      api: { value: 'a', from: file },
      file,
    });
  });

  test('are looked for in the data folder that the environment names', async () => {
    await keep('{"writeKey":"w","apiKey":"a"}', 'data');
    expect(findKeys({ env: { SMARKETING_DATA: 'data' }, cwd }).api?.value).toBe('a');
  });

  test('of the environment come first, by value or by file', async () => {
    await keep('{"writeKey":"w","apiKey":"a"}');
    await writeFile(join(cwd, 'key'), 'by-file\n');
    const keys = findKeys({ env: { SMARKETING_WRITE_KEY: 'env', SMARKETING_API_KEY_FILE: join(cwd, 'key') }, cwd });
    expect(keys.write).toEqual({ value: 'env', from: 'SMARKETING_WRITE_KEY' });
    expect(keys.api).toEqual({ value: 'by-file', from: 'SMARKETING_API_KEY_FILE' });
  });

  test('may be nowhere', () => {
    expect(findKeys({ env: {}, cwd })).toMatchObject({ write: null, api: null });
  });

  test('that are given are for everything, whatever else there is', async () => {
    const file = await keep('{"writeKey":"w","apiKey":"a"}');
    const key = { value: 'smk_p_mine', from: '--key' };
    const given = givenKey('smk_p_mine', { env: { SMARKETING_API_KEY: 'env' }, cwd });
    expect(given).toEqual({ write: key, api: key, file });
    for (const wrong of ['', 'two words', 'line\n']) expect(() => givenKey(wrong, { env: {}, cwd })).toThrow(/no key/);
  });

  test('in a damaged file are not guessed', async () => {
    await keep('{');
    expect(() => findKeys({ env: {}, cwd })).toThrow(/credentials\.json is damaged/);
  });
});
