import { Command, CommanderError } from 'commander';
import { addAgreement } from './commands/agreement.ts';
import type { CommandContext } from './commands/command-context.ts';
import { addDeadLetters } from './commands/dead-letters.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addHandoff } from './commands/handoff.ts';
import { addImport } from './commands/import.ts';
import { addKeys } from './commands/keys.ts';
import { addLearn } from './commands/learn.ts';
import { addMigrate } from './commands/migrate.ts';
import { addPeople } from './commands/people.ts';
import { addReplay } from './commands/replay.ts';
import { addReps } from './commands/reps.ts';
import { addSend } from './commands/send.ts';
import { addTail } from './commands/tail.ts';
import { addTopics } from './commands/topics.ts';
import { EXIT, Failure, WrongUsage } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command, and returns the exit code: 0 done, 1 failed, 2 called wrongly. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.ok;
  const program = programOf(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function programOf(terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command('smarketing')
    .description('Works with a Smarketing installation. Data go to stdout, everything else to stderr.')
    .addHelpText(
      'after',
      `
Where and with which key: --url or SMARKETING_URL (http://127.0.0.1:4000 where neither is given); --key, else SMARKETING_API_KEY
and SMARKETING_WRITE_KEY, else credentials.json in SMARKETING_DATA (.smarketing where that is not given). Other users of the
machine can see what --key says while the command runs; what SMARKETING_API_KEY says they cannot.
Exit codes: 0 done, 1 failed, 2 called wrongly.`,
    )
    .showHelpAfterError('(--help says how)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, '')),
      writeErr: (text) => terminal.err(text.replace(/\n$/, '')),
    });
  const context: CommandContext = { terminal, exit };
  addDoctor(program, context);
  addSend(program, context);
  addImport(program, context);
  addLearn(program, context);
  addTail(program, context);
  addExplain(program, context);
  addHandoff(program, context);
  addAgreement(program, context);
  addDeadLetters(program, context);
  addReps(program, context);
  addPeople(program, context);
  addKeys(program, context);
  addReplay(program, context);
  addTopics(program, context);
  addMigrate(program, context);
  return program;
}

function exitCodeOf(error: unknown, terminal: Terminal): number {
  // Commander has said by itself what was wrong; asking for help is not wrong.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.wrongUsage;
  if (terminal.interrupted.aborted) return EXIT.failed;
  if (error instanceof WrongUsage) {
    terminal.err(error.message);
    return EXIT.wrongUsage;
  }
  if (error instanceof Failure) {
    terminal.err(error.message);
    return EXIT.failed;
  }
  terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.failed;
}
