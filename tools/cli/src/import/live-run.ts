import { WrongUsage } from '../exit.ts';

/** History replayed as if it were happening. All instants are epoch milliseconds. */
export type LiveRun = {
  /** Stands in every event id, so that a run is not taken for a repeat of another. */
  readonly run: string;
  /** The instant of the data that is now. */
  readonly asOfMs: number;
  readonly nowMs: number;
};

const OWN_NAME = /^live-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/**
 * The instant that a run takes for now, and its name. A run that is named by us carries its instant in the name: named again, it
 * repeats the very same events, and what went in before is counted once.
 */
export function nameRun(given: string | undefined, clockMs: number): { readonly run: string; readonly nowMs: number } {
  if (given === undefined) {
    const nowMs = Math.floor(clockMs / 1000) * 1000;
    const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
    return { run: `live-${stamp}`, nowMs };
  }
  if (!/^[\w.-]{1,100}$/.test(given)) {
    throw new WrongUsage(`--run "${given}": a name is up to 100 letters, digits, dots, dashes and underscores.`);
  }
  const [, year, month, day, hour, minute, second] = OWN_NAME.exec(given) ?? [];
  if (year === undefined) return { run: given, nowMs: clockMs };
  const nowMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(nowMs)) throw new WrongUsage(`--run "${given}" names no instant.`);
  return { run: given, nowMs };
}

/** `--as-of` is an instant of the data, with its offset, so that separate runs mean the same one. */
export function parseAsOf(text: string): number {
  const atMs = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new WrongUsage(`--as-of "${text}" is no instant: write it with its offset, like 2018-11-14T18:04:19-02:00.`);
  }
  return atMs;
}
