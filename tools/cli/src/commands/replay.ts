import Table from 'cli-table3';
import { InvalidArgumentError, Option, type Command } from 'commander';
import * as z from 'zod';
import { installationOf } from '../installation/installation.ts';
import { untilRebuilt, type Replay } from '../installation/until-rebuilt.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

type Options = InstallationOptions & { readonly for: string; readonly waitSeconds: number };

const requested = z.looseObject({ id: z.string(), for: z.array(z.string()) });

/** `smarketing replay --for scoring|feedback|console|all` */
export function addReplay(program: Command, { terminal }: CommandContext): void {
  withInstallation(program.command('replay'))
    .description(
      'Builds again what a service derives from the events of others, while intake goes on: scores and tallies, the facts of ' +
        'reports, the list of leads. Nothing is decided or announced again.',
    )
    .addOption(
      new Option('--for <service>', 'whose derived state')
        .choices(['scoring', 'feedback', 'console', 'all'])
        .makeOptionMandatory(),
    )
    .option('--wait-seconds <seconds>', 'how long to wait until it is done', seconds, 3_600)
    .action(async (options: Options) => {
      const installation = installationOf(options, terminal);
      const asked = await installation.send('POST', '/api/replays', { for: options.for }, requested);
      if (!options.json) terminal.err(`Replay ${asked.id} has begun.`);
      const done = await untilRebuilt(installation, asked, terminal, options.waitSeconds * 1000);
      if (options.json) printJson(terminal, { id: asked.id, items: done });
      else terminal.out(inWords(done));
    });
}

function inWords(done: readonly Replay[]): string {
  const table = new Table({
    head: ['rebuilt', 'from events', 'seconds'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { for: service, events, startedAt, finishedAt } of done) {
    const tookMs = Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt);
    table.push([service, events.toLocaleString('en-US'), (tookMs / 1000).toFixed(1)]);
  }
  return table.toString();
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It is a number of seconds.');
  return value;
}
