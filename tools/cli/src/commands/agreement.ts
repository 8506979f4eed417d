import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  defaultAgreementYaml,
  diffAgreements,
  parseAgreement,
  rungInWords,
  sentences,
  type AgreementDocument,
} from '@smarketing/agreement';
import type { Command } from 'commander';
import * as z from 'zod';
import { PROPOSAL_ID, readProposal } from '../agreement/proposal.ts';
import { impact, sayImpact } from '../agreement/say-impact.ts';
import { EXIT, Failure, WrongUsage } from '../exit.ts';
import { installationOf } from '../installation/installation.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';
import { addHunch } from './hunch.ts';
import { addProposals } from './proposals.ts';
import { addReasons } from './reasons.ts';
import { readText } from './read-text.ts';

const shown = z.looseObject({
  version: z.number(),
  title: z.string(),
  signed: z.boolean(),
  signatures: z
    .array(z.looseObject({ side: z.string(), name: z.string(), keyMadeBy: z.string().nullish() }))
    .default([]),
  inForce: z.boolean(),
  effectiveFrom: z.string(),
  yaml: z.string(),
});

const activated = z.looseObject({
  version: z.number(),
  effectiveFrom: z.string(),
  signed: z.boolean(),
  title: z.string(),
});

/** `smarketing agreement validate|activate|show|diff|preview|hunch|reasons`, and the way to both signatures */
export function addAgreement(program: Command, context: CommandContext): void {
  const agreement = program.command('agreement').description('The document that marketing and sales agree on.');
  addValidate(agreement, context);
  addActivate(agreement, context);
  addShow(agreement, context);
  addDiff(agreement, context);
  addPreview(agreement, context);
  addHunch(agreement, context);
  addReasons(agreement, context);
  addProposals(agreement, context);
}

function addValidate(agreement: Command, { terminal, exit }: CommandContext): void {
  agreement
    .command('validate')
    .description('Checks a document, and names every problem with its line. Needs no installation.')
    .argument('<file>')
    .option('--json', 'print JSON in place of words')
    .action(async (file: string, options: { readonly json?: boolean }) => {
      const parsed = parseAgreement(await readText(file, terminal));
      const problems = 'document' in parsed ? [] : parsed.problems;
      if (options.json) printJson(terminal, { valid: problems.length === 0, problems });
      else if (problems.length === 0) terminal.out(`${file} is a valid agreement.`);
      else terminal.out(inLines(file, problems));
      if (problems.length > 0) exit(EXIT.failed);
    });
}

function addActivate(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('activate'))
    .description('Puts a document in force at once, on trial: nobody has signed it.')
    .argument('<file>')
    .action(async (file: string, options: InstallationOptions) => {
      const yaml = await readText(file, terminal);
      validDocument(yaml, file);
      const installation = installationOf(options, terminal);
      const version = await installation.send('POST', '/api/agreements/activate', { yaml }, activated);
      if (options.json) printJson(terminal, version);
      else {
        const standing = version.signed ? 'signed' : 'on trial, signed by nobody';
        terminal.out(`Version ${version.version} of the agreement, "${version.title}", is in force: ${standing}.`);
      }
    });
}

function addShow(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('show'))
    .description('Shows a version in sentences.')
    .argument('[version]', 'a number; left out: the one in force')
    .option('--yaml', 'print the document itself')
    .action(async (version: string | undefined, options: InstallationOptions & { readonly yaml?: boolean }) => {
      const path = `/api/agreements/${versionIn(version ?? 'current')}`;
      const found = await installationOf(options, terminal).get(path, shown);
      if (options.json) printJson(terminal, found);
      else if (options.yaml) terminal.out(found.yaml.replace(/\n$/, ''));
      else {
        const force = found.inForce ? 'in force' : 'not in force';
        const names = found.signatures.map(
          ({ name, side, keyMadeBy }) => `${name} for ${side}${keyMadeBy ? ` (key made by ${keyMadeBy})` : ''}`,
        );
        const signed = names.length > 0 ? `signed by ${names.join(' and ')}` : 'signed by nobody';
        terminal.out(`Version ${found.version}, "${found.title}": ${force} since ${found.effectiveFrom}, ${signed}.`);
        const document = validDocument(found.yaml, `version ${found.version}`);
        terminal.out(`On its rung of the ladder, "${document.ladder}", the product ${rungInWords(document.ladder)}.`);
        for (const { section, sentences: said } of sentences(document)) {
          terminal.out(`\n${section}\n${said.map((sentence) => `  ${sentence}`).join('\n')}`);
        }
      }
    });
}

function addDiff(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('diff'))
    .description('Says in words what changes from one document to another.')
    .argument(
      '<before>',
      'a file, a version number, the id of a proposal, "current", or "default" for the one that ships with the product',
    )
    .argument('<after>', 'likewise')
    .action(async (before: string, after: string, options: InstallationOptions) => {
      const documents = [];
      for (const name of [before, after]) {
        documents.push(validDocument(await yamlOf(name, options, terminal), name));
      }
      const [old, now] = documents as [AgreementDocument, AgreementDocument];
      const changes = diffAgreements(old, now);
      if (options.json) printJson(terminal, { changes });
      else terminal.out(changes.length === 0 ? 'They agree on everything.' : changes.join('\n'));
    });
}

function addPreview(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('preview'))
    .description(
      'Says who would have qualified in the last days under a document, against what is in force. Changes nothing.',
    )
    .argument('<document>', 'a file, a version number, the id of a proposal, or "default"')
    .option('--days <number>', 'how far to look back', '30')
    .action(async (name: string, options: InstallationOptions & { readonly days: string }) => {
      if (!/^\d+$/.test(options.days)) throw new WrongUsage(`"${options.days}" is no number of days.`);
      const yaml = await yamlOf(name, options, terminal);
      validDocument(yaml, name);
      const asked = { yaml, days: Number(options.days) };
      const found = await installationOf(options, terminal).send('POST', '/api/agreements/preview', asked, impact);
      if (options.json) printJson(terminal, found);
      else sayImpact(found, terminal);
    });
}

async function yamlOf(name: string, options: InstallationOptions, terminal: Terminal): Promise<string> {
  if (existsSync(resolve(terminal.cwd, name))) return readText(name, terminal);
  if (name === 'default') return defaultAgreementYaml;
  if (PROPOSAL_ID.test(name)) return (await readProposal(installationOf(options, terminal), name)).yaml;
  if (name !== 'current' && !/^\d+$/.test(name)) {
    throw new WrongUsage(
      `There is no file ${name}, and it is no version: give a number, the id of a proposal, "current", or "default".`,
    );
  }
  const { yaml } = await installationOf(options, terminal).get(`/api/agreements/${name}`, shown);
  return yaml;
}

function versionIn(text: string): string {
  if (text === 'current' || /^\d+$/.test(text)) return text;
  throw new WrongUsage(`"${text}" is no version: give a number, or nothing for the one in force.`);
}

function validDocument(yaml: string, name: string): AgreementDocument {
  const parsed = parseAgreement(yaml);
  if ('document' in parsed) return parsed.document;
  throw new Failure(`${name} is no valid agreement:\n${inLines(name, parsed.problems)}`);
}

type Problems = Extract<ReturnType<typeof parseAgreement>, { problems: unknown }>['problems'];

/** As editors understand places. */
function inLines(file: string, problems: Problems): string {
  return problems
    .map(({ line, column, path, message }) => `${file}:${line}:${column}: ${path === '' ? '' : `${path}: `}${message}`)
    .join('\n');
}
