import { InvalidArgumentError, type Command } from 'commander';
import { Failure } from '../exit.ts';
import { installationOf, Unreachable, type Installation } from '../installation/installation.ts';
import { sayEvent, liveEvent } from '../live/say-event.ts';
import { serverSentEvents } from '../live/server-sent-events.ts';
import type { Terminal } from '../terminal.ts';
import { withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

type Options = InstallationOptions & { readonly count?: number };

const AGAIN_AFTER_MS = 1_000;

/** `smarketing tail` */
export function addTail(program: Command, { terminal }: CommandContext): void {
  withInstallation(program.command('tail'))
    .description('Shows what happens, as it happens, until Ctrl-C. With --json one event a line.')
    .option('--count <events>', 'end after so many events', wholeNumber)
    .action(async (options: Options) => {
      const installation = installationOf(options, terminal);
      const most = options.count ?? Infinity;
      let shown = 0;
      let wasThere = false;
      while (shown < most && !terminal.interrupted.aborted) {
        try {
          for await (const data of liveData(installation, terminal, () => {
            wasThere = true;
          })) {
            const event = liveEvent.safeParse(parsed(data));
            if (!event.success) continue;
            terminal.out(options.json ? JSON.stringify(event.data) : sayEvent(event.data));
            shown += 1;
            if (shown >= most) return;
          }
          terminal.err('The installation ended the connection. Trying again.');
        } catch (error) {
          if (terminal.interrupted.aborted) return;
          const isAway = error instanceof Unreachable || !(error instanceof Failure);
          if (!wasThere || !isAway) throw error;
          terminal.err(`${error instanceof Unreachable ? error.message : 'The connection broke.'} Trying again.`);
        }
        await terminal.wait(AGAIN_AFTER_MS).catch(() => undefined);
      }
    });
}

async function* liveData(installation: Installation, terminal: Terminal, onOpen: () => void): AsyncGenerator<string> {
  const response = await installation.call({
    method: 'GET',
    path: '/api/live',
    key: installation.apiKey(),
    accept: 'text/event-stream',
    signal: terminal.interrupted,
  });
  if (response.body === null) throw new Failure(`${installation.url}/api/live answered nothing.`);
  onOpen();
  for await (const { data } of serverSentEvents(response.body)) yield data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It is a number from 1.');
  return Number(text);
}
