import { Controller, Get, Inject } from '@nestjs/common';
import { EventLog } from '@smarketing/messaging';
import { Access, Clock, inTime } from '@smarketing/service-kit';
import { describeFlow, type AllProgress, type Flow, type LogAnswer } from './domain/describe-flow.ts';
import { readLags } from './flow/read-lags.ts';
import { Processes } from './flow/processes.ts';

/** A log that is away must not keep the processes from saying so. */
const LOG_PATIENCE_MS = 4_000;

/** `GET /api/flow`: how far every group is, and whether anything is under way. Tests and tools wait on it. */
@Controller('api/flow')
export class GetFlowController {
  readonly #log: EventLog;
  readonly #processes: Processes;
  readonly #clock: Clock;

  constructor(@Inject(EventLog) log: EventLog, @Inject(Processes) processes: Processes, @Inject(Clock) clock: Clock) {
    this.#log = log;
    this.#processes = processes;
    this.#clock = clock;
  }

  @Get()
  @Access('operations')
  async read(): Promise<Flow> {
    let asked: Promise<AllProgress> | undefined;
    const progress = (): Promise<AllProgress> => (asked ??= this.#processes.progress());
    // Between the two looks at the log: a batch that was still unpublished then is counted here, one that was not is in the heads.
    const answer = await lagsOrWhyNot(this.#log, async () => void (await progress()));
    return describeFlow(answer, await progress(), new Date(this.#clock.now()).toISOString());
  }
}

async function lagsOrWhyNot(log: EventLog, between: () => Promise<void>): Promise<LogAnswer> {
  const inGoodTime = <T>(answer: Promise<T>): Promise<T> => inTime(answer, LOG_PATIENCE_MS, 'it takes too long');
  const patient = {
    heads: (topics: readonly string[]) => inGoodTime(log.heads(topics)),
    committed: (group: string, topics: readonly string[]) => inGoodTime(log.committed(group, topics)),
  };
  try {
    return { lags: await readLags(patient, between) };
  } catch (error) {
    return { silent: `the event log does not answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}
