import type { Command } from 'commander';
import { parse } from 'yaml';
import * as z from 'zod';
import { WrongUsage } from '../exit.ts';
import { installationOf } from '../installation/installation.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';
import { readText } from './read-text.ts';

/** What a rep is, the installation judges; here only that there are some. */
const file = z.strictObject({ reps: z.record(z.string().min(1), z.looseObject({ name: z.string() })) });

/** `smarketing reps apply FILE` */
export function addReps(program: Command, { terminal }: CommandContext): void {
  const reps = program.command('reps').description('The people who take leads.');
  withInstallation(reps.command('apply'))
    .description('Sets the reps of a YAML file, by their ids. Others stay as they are.')
    .argument('<file>', 'reps: { <id>: { name, email, pools, languages, … } }')
    .action(async (path: string, options: InstallationOptions) => {
      const wanted = repsIn(await readText(path, terminal), path);
      const installation = installationOf(options, terminal);
      const set = [];
      for (const [id, rep] of Object.entries(wanted)) {
        set.push(
          await installation.send('PUT', `/api/reps/${encodeURIComponent(id)}`, rep, z.looseObject({ id: z.string() })),
        );
      }
      if (options.json) printJson(terminal, { items: set });
      else
        terminal.out(
          `${set.length} reps are set: ${Object.values(wanted)
            .map(({ name }) => name)
            .join(', ')}.`,
        );
    });
}

function repsIn(yaml: string, path: string): z.output<typeof file>['reps'] {
  let given: unknown;
  try {
    given = parse(yaml);
  } catch (error) {
    throw new WrongUsage(`${path} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = file.safeParse(given);
  if (parsed.success) return parsed.data.reps;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.map(String).join('.')}: ${issue.message}`);
  throw new WrongUsage(`${path} names no reps:\n${problems.join('\n')}`);
}
