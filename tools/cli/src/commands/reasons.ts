import type { Command } from 'commander';
import * as z from 'zod';
import { installationOf } from '../installation/installation.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

const reasons = z.looseObject({
  version: z.number(),
  items: z.array(
    z.looseObject({
      code: z.string(),
      label: z.string(),
      kind: z.enum(['reject', 'disqualify', 'recycle']),
      needsPlanDone: z.boolean(),
      asks: z.array(
        z.looseObject({
          field: z.string(),
          label: z.string(),
          type: z.string(),
          choices: z.array(z.looseObject({ value: z.string(), label: z.string() })).nullable(),
        }),
      ),
    }),
  ),
});
type Reason = z.output<typeof reasons>['items'][number];

const KINDS = { reject: 'before contact', disqualify: 'after contact', recycle: 'after contact, for later' } as const;

/** `smarketing agreement reasons` */
export function addReasons(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('reasons'))
    .description(
      'Lists the reasons for which sales may give a lead back, what each asks, and the answers to choose from.',
    )
    .action(async (options: InstallationOptions) => {
      const found = await installationOf(options, terminal).get('/api/agreements/current/reasons', reasons);
      if (options.json) printJson(terminal, found);
      else for (const reason of found.items) say(reason, terminal);
    });
}

function say({ code, label, kind, needsPlanDone, asks }: Reason, terminal: Terminal): void {
  const plan = needsPlanDone ? ', only once the attempt plan is done' : '';
  terminal.out(`${code}  ${label} (${KINDS[kind]}${plan})`);
  for (const { field, label: question, type, choices } of asks) {
    terminal.out(`  ${field}: ${question} (${type})`);
    for (const { value, label: words } of choices ?? []) {
      terminal.out(`    ${value === words ? value : `${value}  ${words}`}`);
    }
  }
}
