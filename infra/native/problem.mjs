/** A problem that the reader can solve: shown as its one sentence, without a stack. */
export class NativeProblem extends Error {
  name = 'NativeProblem';
}

/** Runs a script's main function; a NativeProblem becomes one line on stderr and exit code 1. */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof NativeProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
