import { Option, type Command } from 'commander';
import * as z from 'zod';
import { PROPOSAL_ID, proposalSummary, readProposal, standing, type ProposalSummary } from '../agreement/proposal.ts';
import { WrongUsage } from '../exit.ts';
import { installationOf, type Installation } from '../installation/installation.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';
import { readText } from './read-text.ts';

type ProposeOptions = InstallationOptions & { readonly from?: string; readonly revises?: string };
type ApproveOptions = InstallationOptions & { readonly side: string; readonly digest?: string };

const page = z.looseObject({ items: z.array(proposalSummary) });
const steppedDown = z.looseObject({ version: z.number(), ladder: z.string() });
const trail = z.looseObject({
  items: z.array(
    z.looseObject({
      at: z.string(),
      by: z.string(),
      action: z.string(),
      proposalId: z.string().nullable(),
      version: z.number().nullable(),
      about: z.string().default('agreement'),
      itemId: z.string().nullable().default(null),
      details: z.array(z.string()),
    }),
  ),
});

/** `smarketing agreement propose|proposals|approve|refuse|step-down|audit` */
export function addProposals(agreement: Command, context: CommandContext): void {
  addPropose(agreement, context);
  addList(agreement, context);
  addApprove(agreement, context);
  addRefuse(agreement, context);
  addStepDown(agreement, context);
  addAudit(agreement, context);
}

function addPropose(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('propose'))
    .description('Puts a document before both sides. It is in force once marketing and sales have signed.')
    .argument('<file>')
    .option('--from <date>', 'from when it shall be in force (ISO 8601 with its zone); left out: once both have signed')
    .option('--revises <id>', 'the proposal that it takes the place of; signatures of that one are void')
    .action(async (file: string, options: ProposeOptions) => {
      const effectiveFrom = options.from === undefined ? null : instantIn(options.from);
      const yaml = await readText(file, terminal);
      const installation = installationOf(options, terminal);
      const { id } = await written(installation, yaml, options.revises);
      await installation.send('POST', `/api/agreements/drafts/${id}/propose`, { effectiveFrom }, proposalSummary);
      const proposal = await readProposal(installation, id);
      if (options.json) return printJson(terminal, proposal);
      sayChanges(proposal, terminal);
      terminal.out('\nEach side signs exactly this by:');
      for (const side of ['marketing', 'sales']) {
        terminal.out(`  npx smarketing agreement approve ${id} --side ${side} --digest ${proposal.digest}`);
      }
    });
}

async function written(installation: Installation, yaml: string, revises?: string): Promise<ProposalSummary> {
  if (revises === undefined) return installation.send('POST', '/api/agreements/drafts', { yaml }, proposalSummary);
  const { revision } = await readProposal(installation, idIn(revises));
  return installation.send('PUT', `/api/agreements/drafts/${revises}`, { yaml, revision }, proposalSummary);
}

function addList(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('proposals'))
    .description('Lists what was proposed and how it stands, the newest first.')
    .action(async (options: InstallationOptions) => {
      const { items } = await installationOf(options, terminal).get('/api/agreements/drafts', page);
      if (options.json) printJson(terminal, { items });
      else if (items.length === 0) terminal.out('Nothing was proposed yet.');
      else for (const item of items) terminal.out(`${item.id}  "${item.title}": ${standing(item)}`);
    });
}

function addApprove(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('approve'))
    .description(
      'Signs a proposal for one side, with the key of a person who has that role. Without --digest it shows what to sign.',
    )
    .argument('<id>')
    .addOption(new Option('--side <side>').choices(['marketing', 'sales']).makeOptionMandatory())
    .option('--digest <digest>', 'what you have read: another text is not signed')
    .action(async (id: string, { side, digest, ...options }: ApproveOptions) => {
      const installation = installationOf(options, terminal);
      if (digest === undefined) {
        const proposal = await readProposal(installation, idIn(id));
        if (options.json) return printJson(terminal, proposal);
        sayChanges(proposal, terminal);
        return terminal.out(
          `\nSign it by:\n  npx smarketing agreement approve ${id} --side ${side} --digest ${proposal.digest}`,
        );
      }
      const path = `/api/agreements/drafts/${idIn(id)}/approve`;
      const proposal = await installation.send('POST', path, { side, digest }, proposalSummary);
      if (options.json) printJson(terminal, proposal);
      else terminal.out(`"${proposal.title}" is ${standing(proposal)}.`);
    });
}

function addRefuse(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('refuse'))
    .description('Says no to a proposal, for the side of the person whose key it is.')
    .argument('<id>')
    .requiredOption('--because <reason>')
    .action(async (id: string, { because, ...options }: InstallationOptions & { readonly because: string }) => {
      const path = `/api/agreements/drafts/${idIn(id)}/refuse`;
      const proposal = await installationOf(options, terminal).send('POST', path, { because }, proposalSummary);
      if (options.json) printJson(terminal, proposal);
      else terminal.out(`"${proposal.title}" is ${standing(proposal)}.`);
    });
}

function addStepDown(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('step-down'))
    .description('Goes down the ladder at once: either side may, alone. A step up is a proposal.')
    .argument('<rung>', 'watch, advise or assign')
    .action(async (to: string, options: InstallationOptions) => {
      const found = await installationOf(options, terminal).send(
        'POST',
        '/api/agreements/step-down',
        { to },
        steppedDown,
      );
      if (options.json) printJson(terminal, found);
      else terminal.out(`Version ${found.version} is in force, on the rung "${found.ladder}".`);
    });
}

function addAudit(agreement: Command, { terminal }: CommandContext): void {
  withInstallation(agreement.command('audit'))
    .description(
      'Says who wrote, changed, proposed, signed or refused what, and when; also who changed reps, absences and content. The newest first.',
    )
    .addOption(new Option('--about <what>', 'keep to one of these').choices(['agreement', 'rep', 'content']))
    .option('--limit <number>', 'so many entries', '20')
    .action(async (options: InstallationOptions & { readonly limit: string; readonly about?: string }) => {
      const about = options.about === undefined ? '' : `&about=${options.about}`;
      const path = `/api/agreements/audit?limit=${encodeURIComponent(options.limit)}${about}`;
      const { items } = await installationOf(options, terminal).get(path, trail);
      if (options.json) return printJson(terminal, { items });
      for (const { at, by, action, version, proposalId, about: subject, itemId, details } of items) {
        const ofAgreement = version === null ? `proposal ${proposalId}` : `version ${version}`;
        const what = itemId === null ? ofAgreement : `${subject} ${itemId}`;
        terminal.out(`${at.slice(0, 19).replace('T', ' ')} UTC  ${by} ${action} ${what}`);
        for (const sentence of details) terminal.out(`  ${sentence}`);
      }
    });
}

function sayChanges(proposal: ProposalSummary & { readonly changes: readonly string[] }, terminal: Terminal): void {
  terminal.out(`Proposal ${proposal.id}, "${proposal.title}": ${standing(proposal)}.`);
  const { changes, basedOn } = proposal;
  if (changes.length === 0) terminal.out(`It agrees with version ${basedOn} on everything.`);
  else terminal.out(`Against version ${basedOn}:\n${changes.map((change) => `  ${change}`).join('\n')}`);
}

function idIn(text: string): string {
  if (PROPOSAL_ID.test(text)) return text;
  throw new WrongUsage(`"${text}" is no proposal: \`smarketing agreement proposals\` lists them with their ids.`);
}

function instantIn(text: string): string {
  if (/T.*(Z|[+-]\d\d:?\d\d)$/i.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new WrongUsage(`"${text}" is no instant: write it like 2027-01-01T00:00:00+01:00.`);
}
