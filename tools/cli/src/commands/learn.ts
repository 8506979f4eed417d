import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { learn } from '@smarketing/learning';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { errorCode } from '../error-code.ts';
import { Failure, WrongUsage } from '../exit.ts';
import { installationOf } from '../installation/installation.ts';
import { draftFromHistory } from '../learn/draft-from-history.ts';
import { historyInJson, liveModelInJson } from '../learn/history-json.ts';
import { readLiveDraft, readLiveModel } from '../learn/live-model.ts';
import { readHistory } from '../learn/read-history.ts';
import { sayHistory, sayLiveModel } from '../learn/say-history.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';
import { sayRefusals } from './say-refusals.ts';

type Options = InstallationOptions & {
  readonly live?: boolean;
  readonly outcome?: string;
  readonly positive?: string;
  readonly ignore: readonly string[];
  readonly keep: readonly string[];
  readonly split?: 'random' | 'time';
  readonly time?: string;
  readonly seed: number;
  readonly draft?: string;
};

type OfFile = Options & { readonly outcome: string };

/** `smarketing learn FILE.csv --outcome COLUMN`, and `smarketing learn --live` */
export function addLearn(program: Command, { terminal }: CommandContext): void {
  withInstallation(program.command('learn'))
    .description(
      'Learns from an exported CRM history who buys: how sure that is, points for the agreement, and who never buys. Of a file it needs no installation.',
    )
    .argument('[file]', 'a CSV file, one lead per row')
    .option('--live', 'in place of a file: what the installation has learned from the outcomes that it recorded')
    .option('--outcome <column>', 'the column that says how it ended: yes/no, 1/0, true/false or won/lost')
    .option('--positive <value>', 'the value of that column that means won; every other value then means lost')
    .option('--ignore <columns>', 'columns to leave out, with commas between them; may be given again', collect, [])
    .option('--keep <columns>', 'columns to use even if they seem to be known only after the outcome', collect, [])
    .addOption(
      new Option(
        '--split <kind>',
        'judge on rows drawn at random, or on the latest ones (default: time where --time is given)',
      ).choices(['random', 'time']),
    )
    .option('--time <column>', 'the column that says when a lead came in')
    .option('--seed <number>', 'the same seed gives the same result', wholeNumber, 1)
    .option('--draft <file>', 'write a draft agreement whose fit section is the scorecard')
    .action(async (file: string | undefined, options: Options) => {
      if (options.live === true) {
        if (file !== undefined) throw new WrongUsage('Learn from a file, or --live from the installation: not both.');
        return learnLive(options, terminal);
      }
      const { outcome } = options;
      if (file === undefined) throw new WrongUsage('Name a CSV file to learn from, or ask for --live.');
      if (outcome === undefined) throw new WrongUsage('--outcome COLUMN says which column tells how it ended.');
      return learnFile(file, { ...options, outcome }, terminal);
    });
}

async function learnFile(file: string, options: OfFile, terminal: Terminal): Promise<void> {
  const split = options.split ?? (options.time === undefined ? 'random' : 'time');
  if (split === 'time' && options.time === undefined) {
    throw new WrongUsage('--split time needs --time COLUMN, which says when a lead came in.');
  }
  const { outcome, positive, ignore, keep, seed, time } = options;
  const named = [...ignore, ...keep];
  if (time === outcome || named.includes(outcome))
    throw new WrongUsage(`${outcome} is the outcome and can be nothing else.`);
  const history = await readHistory({ file, outcome, positive, time, named, seed }, terminal);
  const report = learn(history.table, {
    seed,
    split,
    time: time ?? null,
    ignore,
    keep,
    onStep: (step) => terminal.err(`${step} …`),
  });
  sayRefusals(file, history.refused, terminal);
  if (options.json) printJson(terminal, historyInJson(file, history, report));
  else sayHistory(file, history, report, terminal);
  if (options.draft === undefined) return;
  if (report.learned?.scorecard == null) {
    terminal.err(`No draft was written to ${options.draft}: there is no scorecard to write.`);
    return;
  }
  await write(options.draft, draftFromHistory(file, outcome, report.learned), terminal.cwd);
  terminal.err(`A draft agreement was written to ${options.draft}. Nobody has signed it.`);
}

/** The same report of the outcomes that the installation has recorded, as it learned from them last. */
async function learnLive(options: Options, terminal: Terminal): Promise<void> {
  const installation = installationOf(options, terminal);
  const model = await readLiveModel(installation);
  if (options.json) printJson(terminal, liveModelInJson(model));
  else sayLiveModel(model, terminal);
  if (options.draft === undefined) return;
  if (model.report?.learned?.scorecard == null) {
    terminal.err(`No draft was written to ${options.draft}: there is no scorecard to write.`);
    return;
  }
  await write(options.draft, await readLiveDraft(installation), terminal.cwd);
  terminal.err(`A draft agreement was written to ${options.draft}. Nobody has signed it.`);
}

async function write(file: string, text: string, cwd: string): Promise<void> {
  try {
    await writeFile(resolve(cwd, file), text);
  } catch (error) {
    throw new Failure(`${file} cannot be written (${errorCode(error) ?? String(error)}).`);
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

function collect(text: string, before: readonly string[]): string[] {
  return [...before, ...text.split(',').map((name) => name.trim())].filter((name) => name !== '');
}
