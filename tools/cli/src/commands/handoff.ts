import type { Command } from 'commander';
import * as z from 'zod';
import { Failure } from '../exit.ts';
import { findLead } from '../installation/find-lead.ts';
import { installationOf } from '../installation/installation.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

const packet = z.looseObject({
  summary: z.string(),
  grade: z.string(),
  score: z.number(),
  stage: z.string(),
  criteria: z.array(z.looseObject({ label: z.string(), met: z.enum(['yes', 'no', 'unknown']) })),
  topReasons: z.array(z.string()),
  content: z.array(z.looseObject({ assetId: z.string(), title: z.string().optional(), occurredAt: z.string() })),
  painPoint: z.string().nullable(),
  statedNeeds: z.record(z.string(), z.unknown()),
  missingFields: z.array(z.string()),
  callBy: z.string().nullable(),
  proposed: z.boolean().default(false),
});

const handoffs = z.looseObject({
  items: z.array(
    z.looseObject({
      assignmentId: z.string(),
      rep: z.looseObject({ id: z.string(), name: z.string() }),
      at: z.string(),
      packet,
    }),
  ),
});
type Handoff = z.output<typeof handoffs>['items'][number];

/** `smarketing handoff LEAD` */
export function addHandoff(program: Command, { terminal }: CommandContext): void {
  withInstallation(program.command('handoff'))
    .description(
      'Shows the hand-off packet that went to the rep, as it was then. --json shows all of them, newest first.',
    )
    .argument('<lead>', 'its id, its e-mail address, or its id in the CRM')
    .action(async (given: string, options: InstallationOptions) => {
      const installation = installationOf(options, terminal);
      const { id } = await findLead(given, installation);
      const answer = await installation.get(`/api/leads/${encodeURIComponent(id)}/handoff`, handoffs);
      if (options.json) {
        printJson(terminal, answer);
        return;
      }
      const [newest] = answer.items;
      if (newest === undefined) throw new Failure(`Lead ${id} has not been handed to anybody.`);
      say(newest, terminal);
    });
}

function say({ rep, at, packet: told }: Handoff, terminal: Terminal): void {
  terminal.out(told.summary);
  terminal.out('');
  terminal.out(
    `${told.proposed ? 'Would go to' : 'To'} ${rep.name}, ${instant(at)}. Grade ${told.grade}, ${told.score} points, ${told.stage}.`,
  );
  if (told.callBy !== null) terminal.out(`First touch by ${instant(told.callBy)}.`);
  list(
    'What a good lead looks like',
    told.criteria.map(({ label, met }) => `${met.padEnd(8)}${label}`),
    terminal,
  );
  list('Why', told.topReasons, terminal);
  list(
    'Content',
    told.content.map(({ assetId, title, occurredAt }) => `${instant(occurredAt)}  ${title ?? assetId}`),
    terminal,
  );
  if (told.painPoint !== null) list('Likely pain point', [told.painPoint], terminal);
  list(
    'Stated',
    Object.entries(told.statedNeeds).map(([name, value]) => `${name}: ${String(value)}`),
    terminal,
  );
  list('Missing', told.missingFields, terminal);
}

function list(title: string, items: readonly string[], terminal: Terminal): void {
  if (items.length > 0) terminal.out(`\n${title}\n${items.map((item) => `  ${item}`).join('\n')}`);
}

const instant = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
