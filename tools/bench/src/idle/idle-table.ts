import Table from 'cli-table3';
import { oneDigit, sayLoad, spread, whole } from '../say.ts';
import { AIMS } from './aims.ts';
import type { IdleResult } from './idle-case.ts';
import type { Memory } from './process-use.ts';

export function idleTable(result: IdleResult): string {
  const { allInOne, postgres, around, services, readySeconds, readyRounds, firstReadySeconds, watchedSeconds } = result;
  const table = new Table({
    head: ['idle', 'MB', 'its part of shared pages', '% of a core', 'aim'],
    style: { head: [], border: [] },
  });
  const memory = ({ rssMb, pssMb }: Memory): string[] => [whole(rssMb), whole(pssMb)];
  const aims = `< ${AIMS.allInOneMb} MB, < ${AIMS.cpuPercent} %`;
  table.push(['all-in-one', ...memory(allInOne), oneDigit(allInOne.cpuPercent), aims]);
  table.push(['its PostgreSQL', ...memory(postgres), oneDigit(postgres.cpuPercent), '']);
  table.push(['npm around it', ...memory(around), '', '']);
  for (const service of services) table.push([service.service, ...memory(service), '', `< ${AIMS.serviceMb} MB`]);
  return [
    table.toString(),
    `The processor was watched for ${whole(watchedSeconds)} s. Later starts were ready after ${oneDigit(readySeconds)} s ` +
      `(${spread(readyRounds, oneDigit)}; aim: < ${AIMS.readySeconds} s), the first after ${oneDigit(firstReadySeconds)} s.`,
    sayLoad(result.load),
  ].join('\n');
}
