import { describe, expect, it } from '@jest/globals';
import { benchCase } from './bench-case.ts';
import { runCases } from './run-cases.ts';
import { freshGrounds } from './stream/grounds.ts';

type Result = { readonly rate: number | undefined };

const aCase = (name: string, rate: number | undefined, table = 'a table') =>
  benchCase<Result>({
    ...{ name, what: `what ${name} measures`, run: async () => ({ rate }), table: () => table },
    ratios: { [`${name}Ratio`]: { of: 'this over that', better: 'higher', aim: 2, value: (result) => result.rate } },
  });

const aBrokenCase = (error: Error) =>
  benchCase<Result>({
    ...{ name: 'broken', what: 'nothing', table: () => '', ratios: {} },
    run: async () => {
      throw error;
    },
  });

const run = async (...cases: Parameters<typeof runCases>[0]) => {
  const lines: string[] = [];
  return {
    ...(await runCases(cases, { quick: true, grounds: freshGrounds }, (line) => lines.push(line))),
    said: lines.join('\n'),
  };
};

describe('running the cases of the bench', () => {
  it('gives of each its result with when, where and under what load it was measured', async () => {
    const { ran, failed, missing } = await run(aCase('one', 3));
    expect([failed, missing]).toEqual([[], []]);
    expect(ran).toMatchObject([
      {
        ...{ name: 'one', table: 'a table' },
        ratios: { oneRatio: { value: 3, of: 'this over that', better: 'higher', aim: 2 } },
        entry: { node: process.version, result: { rate: 3 } },
      },
    ]);
    const { when, machine, load } = ran[0]!.entry;
    expect(new Date(when).toISOString()).toBe(when);
    expect(machine).toEqual({
      ...{ cpu: expect.any(String), cores: expect.any(Number), memoryGb: expect.any(Number) },
    });
    for (const figure of [machine.cores, machine.memoryGb]) expect(figure).toBeGreaterThan(0);
    expect(load).toHaveLength(2);
  });

  it('goes on after one that breaks, and says why', async () => {
    const { ran, failed, said } = await run(aBrokenCase(new Error('no disk')), aCase('two', 1));
    expect(ran.map(({ name }) => name)).toEqual(['two']);
    expect(failed).toEqual(['broken: no disk']);
    expect(said).toContain('no disk');
  });

  it('tells apart a server that this machine cannot start', async () => {
    const problem = Object.assign(new Error('Kafka needs Java 17'), { name: 'NativeProblem' });
    const { failed, missing } = await run(aBrokenCase(problem));
    expect([failed, missing]).toEqual([[], ['broken: Kafka needs Java 17']]);
  });

  it('takes a result that is no figure for a failure', async () => {
    expect((await run(aCase('one', NaN))).failed).toEqual([expect.stringContaining('result.rate is NaN')]);
    expect((await run(aCase('one', undefined))).failed).toEqual([expect.stringContaining('result.rate is undefined')]);
  });

  it('takes a ratio that its result does not hold for a failure', async () => {
    const astray = benchCase<{ readonly of: Readonly<Record<string, number>> }>({
      ...{ name: 'astray', what: 'nothing', run: async () => ({ of: { rival: 2 } }), table: () => '' },
      ratios: { rival: { of: 'this over that', better: 'higher', value: (result) => result.of['rvial'] } },
    });
    expect((await run(astray)).failed).toEqual([expect.stringContaining('ratios.rival.value is undefined')]);
  });

  it('takes a table that shows none for a failure', async () => {
    expect((await run(aCase('one', 1, 'it took NaN s'))).failed).toEqual([expect.stringContaining('says NaN')]);
    expect((await run(aCase('one', 1, 'undefined MB'))).failed).toEqual([expect.stringContaining('says undefined')]);
  });

  it('lets those that are quick and have grounds of their own run beside the others, and tells of each in its place', async () => {
    const events: string[] = [];
    const begun = new Map(['one', 'two', 'three'].map((name) => [name, Promise.withResolvers<void>()]));
    const waiting = (name: string, onGrounds: boolean, until: string) =>
      benchCase<Result>({
        ...{ name, onGrounds, what: '', table: () => '', ratios: {} },
        run: async () => {
          events.push(name);
          begun.get(name)!.resolve();
          await begun.get(until)!.promise;
          return { rate: 1 };
        },
      });
    // Each waits for what could not begin before it, if all ran in turn.
    const cases = [waiting('one', true, 'two'), waiting('two', false, 'one'), waiting('three', true, 'three')];
    expect((await run(...cases)).ran.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
    expect(events).toEqual(['one', 'two', 'three']);
  });
});
