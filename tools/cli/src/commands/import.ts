import { InvalidArgumentError, type Command } from 'commander';
import Table from 'cli-table3';
import { EXIT, WrongUsage } from '../exit.ts';
import { importFiles, type ImportFile, type ImportReport } from '../import/import-files.ts';
import { parseAsOf } from '../import/live-run.ts';
import { installationOf } from '../installation/installation.ts';
import { untilIdle } from '../installation/until-idle.ts';
import { readMapping } from '../mapping/read-mapping.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';
import { readText } from './read-text.ts';
import { sayRefusals } from './say-refusals.ts';

type Options = InstallationOptions & {
  readonly map: readonly string[];
  readonly live?: boolean;
  readonly asOf?: string;
  readonly run?: string;
  readonly strict?: boolean;
  readonly wait: boolean;
  readonly waitSeconds: number;
};

/** `smarketing import FILE.csv … --map MAP.yaml …` */
export function addImport(program: Command, { terminal, exit }: CommandContext): void {
  withInstallation(program.command('import'))
    .description(
      'Brings in CSV files, one event per row. Running it again changes nothing: a row is counted once, by its id.',
    )
    .argument('<file...>', 'CSV files; several are imported in this order')
    .requiredOption(
      '--map <map>',
      'how rows become events; the n-th is for the n-th file, a single one for all',
      collect,
      [],
    )
    .option('--live', 'as if it were happening: all files are shifted alike, so that their last row is now')
    .option('--as-of <instant>', 'with --live: the instant of the data that is now, shared by separate runs')
    .option('--run <name>', 'with --live: names the run in the event ids; a name printed by a run repeats that run')
    .option('--strict', 'exit 1 if any row was refused')
    .option('--no-wait', 'do not wait until all of it is processed')
    .option('--wait-seconds <seconds>', 'how long to wait for that', seconds, 600)
    .action(async (files: string[], options: Options) => {
      const startedAtMs = terminal.now();
      const installation = installationOf(options, terminal);
      const report = await importFiles(
        await withMappings(files, options.map, terminal),
        liveOf(options),
        installation,
        terminal,
      );
      const sent = report.files.reduce((sum, file) => sum + file.sent, 0);
      if (options.wait && sent > 0) {
        if (!options.json)
          terminal.err(`All sent after ${secondsSince(startedAtMs, terminal)} s. Waiting until it is processed …`);
        await untilIdle(installation, terminal, options.waitSeconds * 1000);
      }
      const took = secondsSince(startedAtMs, terminal);
      if (options.json) printJson(terminal, inJson(report, took));
      else say(report, took, terminal);
      const refused = report.files.some((file) => file.refused.length > 0);
      const nothing = sent === 0 && report.files.some(({ rows }) => rows > 0);
      if (nothing || (options.strict === true && refused)) exit(EXIT.failed);
    });
}

async function withMappings(
  files: readonly string[],
  maps: readonly string[],
  terminal: Terminal,
): Promise<ImportFile[]> {
  if (maps.length !== 1 && maps.length !== files.length) {
    throw new WrongUsage(
      `There are ${files.length} files and ${maps.length} mappings: give one --map for each file, or one for all.`,
    );
  }
  const mappings = await Promise.all(maps.map(async (map) => readMapping(await readText(map, terminal), map)));
  return files.map((file, index) => ({ file, mapping: mappings[maps.length === 1 ? 0 : index]! }));
}

function liveOf({ live, asOf, run }: Options): {
  live: { run: string | undefined; asOfMs: number | undefined } | null;
} {
  if (live === true) return { live: { run, asOfMs: asOf === undefined ? undefined : parseAsOf(asOf) } };
  if (asOf !== undefined || run !== undefined) throw new WrongUsage('--as-of and --run go with --live.');
  return { live: null };
}

function say({ files, live }: ImportReport, seconds: string, terminal: Terminal): void {
  for (const { file, refused } of files) sayRefusals(file, refused, terminal);
  const hasLater = files.some(({ notYet }) => notYet > 0);
  const table = new Table({
    head: ['file', 'rows', 'sent', 'refused', ...(hasLater ? ['after --as-of'] : [])],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { file, rows, sent, refused, notYet } of files) {
    table.push([file, ...[rows, sent, refused.length, ...(hasLater ? [notYet] : [])].map(inThousands)]);
  }
  terminal.out(table.toString());
  terminal.out(`Done in ${seconds} s. What had been sent before was counted once.`);
  if (live !== null) {
    terminal.out(`Run ${live.run}: ${iso(live.asOfMs)} of the data stands for ${iso(live.nowMs)}.`);
  }
}

function inJson({ files, live }: ImportReport, seconds: string): object {
  return {
    files,
    ...(live === null ? {} : { live: { run: live.run, asOf: iso(live.asOfMs), now: iso(live.nowMs) } }),
    seconds: Number(seconds),
  };
}

function secondsSince(startedAtMs: number, terminal: Terminal): string {
  return ((terminal.now() - startedAtMs) / 1000).toFixed(1);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It is a number of seconds.');
  return value;
}

const collect = (map: string, before: readonly string[]): string[] => [...before, map];
const inThousands = (count: number): string => count.toLocaleString('en-US');
const iso = (atMs: number): string => new Date(atMs).toISOString();
