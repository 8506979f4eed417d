/**
 * Something outside the program keeps it from starting: a busy port, a locked folder, an unreachable server.
 * The message is one sentence for the operator that ends with what to do; print it without a stack.
 */
export class StartupProblem extends Error {
  override readonly name = 'StartupProblem';
}
