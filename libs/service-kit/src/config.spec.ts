import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config.ts';

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('it was accepted');
};

describe('the configuration', () => {
  it('names every wrong key at once, misspelt ones included', () => {
    const message = messageOf(() =>
      readConfig(
        {
          PORT: 'four',
          KAFKA_BROKERS: 'nowhere',
          SMARKETING_DMEO: '0',
          SMARKETING_API_KEY: 'short',
          SMARKETING_CLOCK: 'noon',
        },
        ['DATABASE_URL'],
      ),
    );
    for (const name of [
      'PORT',
      'KAFKA_BROKERS',
      'SMARKETING_DMEO',
      'SMARKETING_API_KEY',
      'SMARKETING_CLOCK',
      'DATABASE_URL',
    ]) {
      expect(message).toContain(`\n  ${name}`);
    }
  });

  it('leaves names alone that are not its own, and takes an empty value for none', () => {
    expect(readConfig({ HOME: '/tmp', PATH: '', PORT: '' })).toEqual({});
  });

  it('reads a secret from a file, and says which file it cannot read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'smarketing-'));
    const file = join(folder, 'key');
    writeFileSync(file, 'a-key-from-a-file-of-ours\n');
    expect(readConfig({ SMARKETING_API_KEY_FILE: file }).SMARKETING_API_KEY).toBe('a-key-from-a-file-of-ours');
    rmSync(folder, { recursive: true });
    expect(messageOf(() => readConfig({ SMARKETING_API_KEY_FILE: file }))).toMatch(
      /SMARKETING_API_KEY_FILE: .* cannot be read/,
    );
  });

  it('takes several brokers and several processes of a service', () => {
    const config = readConfig({ KAFKA_BROKERS: 'a:1, b:2', SCORING_URL: 'http://a:1/,http://b:2' });
    expect(config.KAFKA_BROKERS).toEqual(['a:1', 'b:2']);
    expect(config.SCORING_URL).toEqual(['http://a:1', 'http://b:2']);
  });
});
