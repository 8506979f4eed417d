import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseAgreement } from '@smarketing/agreement';
import type { Command } from 'commander';
import { parse } from 'yaml';
import * as z from 'zod';
import { addToList } from '../agreement/add-to-list.ts';
import { sayHunch, testedHunch } from '../agreement/say-hunch.ts';
import { Failure, WrongUsage } from '../exit.ts';
import { installationOf, type Installation } from '../installation/installation.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';
import { readText } from './read-text.ts';

type HunchOptions = InstallationOptions & {
  readonly when?: string;
  readonly did?: string;
  readonly didWhen?: string;
  readonly times?: string;
  readonly days?: string;
  readonly exclude?: boolean;
  readonly draft?: string;
};

const current = z.looseObject({ yaml: z.string() });

/** `smarketing agreement hunch` */
export function addHunch(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('hunch'))
    .description(
      'Says what came of those for whom a hunch holds, against all others, and drafts a rule. Changes nothing.',
    )
    .option('--when <condition>', "who they are, as the document says it: '{ field: headcount, op: lt, value: 10 }'")
    .option('--did <event>', 'what they did: a type of event')
    .option('--did-when <condition>', 'what that event must fulfil')
    .option('--times <number>', 'how often, within --days')
    .option('--days <number>', 'within how many days --times counts')
    .option('--exclude', 'draft an exclusion in place of points')
    .option('--draft <file>', 'write the document with the rule into a file: the one in it, else the one in force')
    .action(async (options: HunchOptions) => {
      const installation = installationOf(options, terminal);
      const found = await installation.send('POST', '/api/agreements/hunch', hunchOf(options), testedHunch);
      if (options.json) printJson(terminal, found);
      else sayHunch(found, terminal);
      if (options.draft === undefined) return;
      if (found.rule === null) throw new Failure(`There is no rule to write into ${options.draft}.`);
      const file = resolve(terminal.cwd, options.draft);
      const yaml = existsSync(file) ? await readText(options.draft, terminal) : await yamlInForce(installation);
      const drafted = addToList(yaml, found.rule.section, found.rule.value);
      const parsed = parseAgreement(drafted);
      if (!('document' in parsed)) {
        const problems = parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
        throw new Failure(`With the rule ${options.draft} would be no valid agreement:\n${problems}`);
      }
      await writeFile(file, drafted);
      if (!options.json) terminal.out(`\n${options.draft} is the document with this rule.`);
    });
}

function hunchOf({ when, did, didWhen, times, days, exclude }: HunchOptions) {
  if (when === undefined && did === undefined) throw new WrongUsage('Say for whom it holds: by --when, or by --did.');
  if (did === undefined && (didWhen ?? times ?? days) !== undefined) {
    throw new WrongUsage('--did-when, --times and --days say more of --did.');
  }
  if ((times === undefined) !== (days === undefined)) throw new WrongUsage('--times and --days go together.');
  return {
    ...(when === undefined ? {} : { who: conditionIn('--when', when) }),
    ...(did === undefined
      ? {}
      : {
          did: {
            event: did,
            ...(didWhen === undefined ? {} : { when: conditionIn('--did-when', didWhen) }),
            ...(times === undefined ? {} : { within: { times: Number(times), days: Number(days) } }),
          },
        }),
    ...(exclude === true ? { as: 'exclusion' } : {}),
  };
}

function conditionIn(option: string, text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    throw new WrongUsage(`${option} is no YAML: write it like '{ field: headcount, op: lt, value: 10 }'.`);
  }
}

async function yamlInForce(installation: Installation): Promise<string> {
  return (await installation.get('/api/agreements/current', current)).yaml;
}
