import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { scoreMutants, type Mutant } from './contract/mutants.ts';
import { scoreLaws } from './contract/score-laws.ts';

const root = resolve(import.meta.dirname, '../../../..');
const program = resolve(import.meta.dirname, 'contract/check-law.ts');

/** How checking a law ends in a program of its own, where one passage of the source reads differently. */
async function check(law: string, mutant: Mutant | null): Promise<{ code: number; said: string }> {
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--import=./scripts/loader.mjs',
    '--import=./scripts/test/mutate.mjs',
  ];
  const child = spawn(process.execPath, [...args, program, law], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', MUTANT: JSON.stringify(mutant ?? {}) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

describe('a mistake in the scoring is found by a law', () => {
  it.each(scoreMutants)(
    '$mistake',
    async (mutant) => {
      const { code, said } = await check(mutant.killedBy, mutant);
      expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/Property failed|Counterexample/) });
    },
    60_000,
  );

  it('each law finds one, and holds where there is none', async () => {
    const killers = new Set(scoreMutants.map(({ killedBy }) => killedBy));
    expect([...killers].toSorted()).toEqual(scoreLaws.map(({ name }) => name).toSorted());
    expect(await check(scoreLaws[0]!.name, null)).toEqual({ code: 0, said: '' });
  }, 60_000);
});
