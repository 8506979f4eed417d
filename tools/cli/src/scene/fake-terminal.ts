import type { Terminal } from '../terminal.ts';

/** A terminal that remembers: waiting takes no time, but is written down, and moves the clock. */
export type FakeTerminal = Terminal & {
  readonly lines: string[];
  readonly errors: string[];
  readonly waits: number[];
  readonly bars: { readonly label: string; readonly total: number; done: number; ended: boolean }[];
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly interrupt: () => void;
};

export function fakeTerminal(given: Partial<Pick<Terminal, 'env' | 'cwd' | 'readStdin'>> = {}): FakeTerminal {
  const interruption = new AbortController();
  const lines: string[] = [];
  const errors: string[] = [];
  const waits: number[] = [];
  const bars: FakeTerminal['bars'] = [];
  let now = Date.parse('2026-11-23T10:00:00.500Z');
  return {
    env: {},
    cwd: '/nowhere',
    readStdin: () => Promise.resolve(''),
    now: () => now,
    wait: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    out: (text) => lines.push(text),
    err: (text) => errors.push(text),
    progress: (label, total) => {
      const bar = { label, total, done: 0, ended: false };
      bars.push(bar);
      return {
        advance: (by) => {
          bar.done += by;
        },
        end: () => {
          bar.ended = true;
        },
      };
    },
    interrupted: interruption.signal,
    interrupt: () => interruption.abort(),
    lines,
    errors,
    waits,
    bars,
    stdout: () => lines.join('\n'),
    stderr: () => errors.join('\n'),
    ...given,
  };
}
