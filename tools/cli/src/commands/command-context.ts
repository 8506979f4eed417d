import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** What a command needs to be added to the program. `exit` sets another exit code than 0. */
export type CommandContext = { readonly terminal: Terminal; readonly exit: (code: number) => void };

export type InstallationOptions = {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly json?: boolean | undefined;
};

/** For commands that speak to an installation and tell what it says. */
export function withInstallation(command: Command): Command {
  return command
    .option('--url <url>', 'where the installation answers (SMARKETING_URL, else http://127.0.0.1:4000)')
    .option('--key <key>', 'your own key, in place of those of the environment or the installation')
    .option('--json', 'print JSON in place of words');
}

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(JSON.stringify(value, null, 2));
}
