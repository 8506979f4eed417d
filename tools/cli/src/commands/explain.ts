import Table from 'cli-table3';
import type { Command } from 'commander';
import * as z from 'zod';
import { Failure } from '../exit.ts';
import { findLead } from '../installation/find-lead.ts';
import { installationOf } from '../installation/installation.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

const entry = z.looseObject({
  label: z.string(),
  occurredAt: z.string().nullable(),
  basePoints: z.number(),
  points: z.number(),
  withheldByCap: z.number(),
  count: z.number(),
});

const explained = z.looseObject({
  leadId: z.string(),
  score: z.number(),
  grade: z.string(),
  agreementVersion: z.number(),
  signed: z.boolean().optional(),
  entries: z.array(entry),
  words: z.array(z.string()),
});
type Explained = z.output<typeof explained>;

type Options = InstallationOptions & { readonly at?: string; readonly model?: string };

/** `smarketing explain LEAD` */
export function addExplain(program: Command, { terminal }: CommandContext): void {
  withInstallation(program.command('explain'))
    .description("Explains a lead's score: in words, and as entries that sum to it.")
    .argument('<lead>', 'its id, its e-mail address, or its id in the CRM')
    .option('--at <instant>', 'as of then, ISO 8601')
    .option('--model <model>', 'by that model; else by the one that it scores best by')
    .action(async (given: string, options: Options) => {
      const installation = installationOf(options, terminal);
      const { id } = await findLead(given, installation);
      const query = new URLSearchParams(
        Object.entries({ at: options.at, model: options.model }).filter(
          (pair): pair is [string, string] => pair[1] !== undefined,
        ),
      );
      const path = `/api/leads/${encodeURIComponent(id)}/score${query.size > 0 ? `?${query}` : ''}`;
      const score = await installation.get(path, explained);
      if (options.json) printJson(terminal, score);
      else say(score, terminal);
      // Whole hundredths: floats are compared after they were made exact.
      const sum = sumInHundredths(score);
      if (sum !== Math.round(score.score * 100)) {
        throw new Failure(`The entries sum to ${sum / 100}, and the score is ${score.score}: please report this.`);
      }
    });
}

function say(score: Explained, terminal: Terminal): void {
  const [first, ...others] = score.words;
  terminal.out(`Lead ${score.leadId}: ${first ?? `${score.score} points (${score.grade})`}`);
  // The table says what each entry did.
  for (const words of others.slice(score.entries.length)) terminal.out(words);
  terminal.out('');
  const table = new Table({
    head: ['what', 'when', 'base', 'withheld', 'points'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { label, occurredAt, basePoints, points, withheldByCap, count } of score.entries) {
    const isBeyond = occurredAt === null && points === 0 && withheldByCap === 0 && basePoints !== 0;
    const when = isBeyond ? 'beyond the limit' : (occurredAt ?? '').slice(0, 16).replace('T', ' ');
    table.push([
      count > 1 ? `${label} (${count} times)` : label,
      when,
      ...[basePoints, withheldByCap, points].map(inPoints),
    ]);
  }
  table.push([{ content: 'sum', colSpan: 4 }, inPoints(sumInHundredths(score) / 100)]);
  terminal.out(table.toString());
  const standing = score.signed === false ? ', which nobody has signed' : '';
  terminal.out(`By version ${score.agreementVersion} of the agreement${standing}.`);
}

function sumInHundredths({ entries }: Explained): number {
  return entries.reduce((sum, { points }) => sum + Math.round(points * 100), 0);
}

const inPoints = (points: number): string => points.toFixed(2);
