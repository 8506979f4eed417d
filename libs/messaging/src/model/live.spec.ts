import { expect, it } from '@jest/globals';
import { virtualTime } from './delivery-laws.contract.ts';
import { live } from './live.ts';
import { ModelDatabase } from './model-database.ts';
import { soundPorts } from './model-process.ts';
import type { Schedule } from './schedule.ts';

const time = virtualTime();

const schedule: Schedule = {
  seed: 4_711,
  steps: [
    { do: 'join', stage: 'second', turns: 20 },
    { do: 'say', lead: 0, topic: 0, kind: 'timed', at: 0, turns: 9 },
    { do: 'say', lead: 3, topic: 1, kind: 'poison', at: 1, turns: 3 },
    { do: 'trouble', trouble: 'lost ack', times: 2, turns: 1 },
    { do: 'suspend', stage: 'second', which: 0, turns: 12 },
    { do: 'say', lead: 5, topic: 1, kind: 'plain', at: 2, turns: 12 },
    { do: 'resume', which: 0, turns: 7 },
    { do: 'crash', stage: 'first', which: 0, turns: 4 },
  ],
};

it('lives the same life whenever it lives through the same schedule', async () => {
  const lives: string[][] = [];
  for (let life = 0; life < 2; life++) {
    const committed: string[] = [];
    class Watched extends ModelDatabase {
      override async advance(...[tx, rows]: Parameters<ModelDatabase['advance']>): Promise<void> {
        await super.advance(tx, rows);
        committed.push(JSON.stringify(rows));
      }
    }
    time.startAnew(schedule.seed);
    await live(schedule, { clock: time, struck: new Map(), ports: { ...soundPorts, Database: Watched } });
    lives.push(committed);
  }
  expect(lives[0]!.length).toBeGreaterThan(3);
  expect(lives[1]).toEqual(lives[0]);
});
