import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestPostgres, type TestPostgres } from '@smarketing/testing';
import type pg from 'pg';
import { arrayParameter } from './array-parameter.ts';
import { openPool } from './pool.ts';

let server: TestPostgres;
let pool: pg.Pool;
beforeAll(async () => {
  server = await startTestPostgres();
  pool = openPool(await server.freshDatabase(), { max: 1, applicationName: 'test', onError: () => undefined });
});
afterAll(async () => {
  await pool.end();
  await server.stop();
});

async function unnested(type: 'json' | 'text', values: readonly (string | null)[]): Promise<(string | null)[]> {
  const { rows } = await pool.query<{ value: string | null }>(
    `SELECT value::text FROM unnest($1::${type}[]) WITH ORDINALITY AS r (value, n) ORDER BY n`,
    [arrayParameter(type, values)],
  );
  return rows.map(({ value }) => value);
}

it.each([
  ['no text', []],
  ['one', ['a']],
  ['what a literal would have to escape', ['"', '\\', '{}', ',', ' ', '', 'NULL', "'"]],
  ['nulls among texts', [null, 'a', null]],
  ['nulls alone', [null]],
  ['letters of one to four bytes', ['a', 'ü', '€', '🐘', 'łódź 🐘🐘']],
  ['a thousand long ones', Array.from({ length: 1_000 }, (_, n) => `${n}`.repeat(n))],
])('brings %s as they are', async (_what, values: (string | null)[]) => {
  expect(await unnested('text', values)).toEqual(values);
});

it('brings JSON as it was written', async () => {
  const values = ['{"a": 1}', '"\\u0000"', '[1,  2]', 'null', null];
  expect(await unnested('json', values)).toEqual(values);
});

it.each([
  ['json', '{"a":'],
  ['json', ''],
  ['text', 'a\u0000b'],
] as const)('is refused where a %s is none', async (type, value) => {
  await expect(unnested(type, [value])).rejects.toThrow();
});
