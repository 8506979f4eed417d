import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { VERSION } from './version.ts';

it('the version is that of package.json', () => {
  const text = readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8');
  expect(VERSION).toBe((JSON.parse(text) as { version: string }).version);
});
