import { cpus, loadavg, totalmem } from 'node:os';

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  /** GB of 10^9 bytes, to one digit. */
  readonly memoryGb: number;
};

export function thisMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 1e8) / 10,
  };
}

/** The load average over the last minute. */
export function loadNow(): number {
  return Math.round(loadavg()[0]! * 10) / 10;
}
