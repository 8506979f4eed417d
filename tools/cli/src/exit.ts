export const EXIT = { ok: 0, failed: 1, wrongUsage: 2 } as const;

/** Something went wrong that the user can act on: one clear sentence, exit code 1. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
}

/** The command was called in a way that cannot work: one clear sentence, exit code 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}
