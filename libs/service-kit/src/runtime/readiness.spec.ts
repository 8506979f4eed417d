import { expect, it } from '@jest/globals';
import { Readiness } from './readiness.ts';

it('is what all checks say, each in its own words', async () => {
  const readiness = new Readiness();
  readiness.add('well', async () => null);
  readiness.add('ill', () => 'has a fever');
  readiness.add('broken', () => Promise.reject(new Error('fell down')));
  readiness.add('gone', () => {
    throw new Error('left');
  });
  expect(await readiness.problems()).toEqual(['starting or stopping']);
  readiness.opened();
  expect(await readiness.problems()).toEqual(['ill: has a fever', 'broken: fell down', 'gone: left']);
});

it('does not wait for one that keeps silent', async () => {
  const readiness = new Readiness(20);
  readiness.opened();
  readiness.add('database', () => new Promise(() => undefined));
  expect(await readiness.problems()).toEqual(['database: it does not answer']);
});
