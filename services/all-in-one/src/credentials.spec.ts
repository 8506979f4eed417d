import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@smarketing/service-kit';
import { readOrMakeCredentials } from './credentials.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smarketing-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the first credentials', () => {
  it('are made once, readable by their owner only, and stay', async () => {
    const first = await readOrMakeCredentials(folder, readConfig({}));
    expect(first.writeKey).not.toBe(first.apiKey);
    expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600);
    expect(await readOrMakeCredentials(folder, readConfig({}))).toEqual(first);
  });

  it('are those of the configuration where it names them', async () => {
    const writeKey = 'a-write-key-of-our-own';
    const made = await readOrMakeCredentials(folder, readConfig({ SMARKETING_WRITE_KEY: writeKey }));
    expect(made.writeKey).toBe(writeKey);
    expect(JSON.parse(await readFile(join(folder, 'credentials.json'), 'utf8'))).toEqual(made);
  });

  it('are not made anew over a damaged file', async () => {
    await writeFile(join(folder, 'credentials.json'), '{');
    await expect(readOrMakeCredentials(folder, readConfig({}))).rejects.toThrow(/damaged/);
  });
});
