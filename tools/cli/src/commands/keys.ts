import type { Command } from 'commander';
import Table from 'cli-table3';
import * as z from 'zod';
import { installationOf } from '../installation/installation.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

const keyItem = z.looseObject({
  id: z.string(),
  name: z.string(),
  person: z.looseObject({ id: z.string() }).nullable(),
  state: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
});
type KeyItem = z.output<typeof keyItem>;

const madeKey = keyItem.extend({ key: z.string() });
const keyPage = z.looseObject({ items: z.array(keyItem), nextCursor: z.string().nullable() });

/** What the API gives at once. */
const MOST_A_PAGE = 500;

/** `smarketing keys create|list|revoke` */
export function addKeys(program: Command, context: CommandContext): void {
  const keys = program.command('keys').description('The keys by which people and programs are let in.');
  addCreate(keys, context);
  addList(keys, context);
  addRevoke(keys, context);
}

type CreateOptions = InstallationOptions & {
  readonly person?: string;
  readonly scope: readonly string[];
  readonly expiresAt?: string;
};

function addCreate(keys: Command, { terminal }: CommandContext): void {
  withInstallation(keys.command('create'))
    .description(
      'Makes a key and prints it, this once: only its digest is kept. Two may be active at a time, to change from one to the other.',
    )
    .argument('<name>', "a program's name, or with --person a label for that person's key")
    .option('--person <id>', 'whose key it is; it gives what the roles of that person give')
    .option(
      '--scope <scope>',
      'what a program may do (intake, leads:read, …), or what of the roles; may be repeated',
      collect,
      [],
    )
    .option('--expires-at <instant>', 'when it ends by itself, ISO 8601')
    .action(async (name: string, { person, scope, expiresAt, ...options }: CreateOptions) => {
      const scopes = scope.length === 0 ? undefined : scope;
      const made = await installationOf(options, terminal).send(
        'POST',
        '/api/keys',
        { name, person, scopes, expiresAt },
        madeKey,
      );
      if (options.json) {
        printJson(terminal, made);
        return;
      }
      terminal.out(made.key);
      const until = made.expiresAt === null ? '' : ` until ${made.expiresAt}`;
      terminal.err(`Key ${made.id} of ${holderOf(made)} may${until}: ${scopesOf(made)}. It is not shown again.`);
    });
}

function addList(keys: Command, { terminal }: CommandContext): void {
  withInstallation(keys.command('list'))
    .description('Lists the keys that were made, newest first; never the keys themselves.')
    .option('--all', 'also those that were revoked or have expired')
    .action(async ({ all, ...options }: InstallationOptions & { readonly all?: boolean }) => {
      const installation = installationOf(options, terminal);
      const items: KeyItem[] = [];
      let cursor: string | null = null;
      do {
        const params = new URLSearchParams({ status: all ? 'all' : 'active', limit: String(MOST_A_PAGE) });
        if (cursor !== null) params.set('cursor', cursor);
        const page: z.output<typeof keyPage> = await installation.get(`/api/keys?${params}`, keyPage);
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      if (options.json) printJson(terminal, { items });
      else if (items.length === 0) terminal.out('There are no such keys.');
      else terminal.out(inWords(items));
    });
}

function addRevoke(keys: Command, { terminal }: CommandContext): void {
  withInstallation(keys.command('revoke'))
    .description('Ends a key: within 5 seconds nobody is let in by it.')
    .argument('<id>', 'as the list shows it')
    .action(async (id: string, options: InstallationOptions) => {
      const revoked = await installationOf(options, terminal).delete(`/api/keys/${encodeURIComponent(id)}`, keyItem);
      if (options.json) printJson(terminal, revoked);
      else terminal.out(`Key ${revoked.id} of ${holderOf(revoked)} is revoked.`);
    });
}

function inWords(items: readonly KeyItem[]): string {
  const table = new Table({
    head: ['key', 'of', 'name', 'may', 'state', 'made', 'by', 'ends'],
    colWidths: [null, null, null, 32],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const item of items) {
    const { id, name, state, createdAt, createdBy, expiresAt } = item;
    const label = item.person === null ? '' : name;
    table.push([id, holderOf(item), label, scopesOf(item), state, day(createdAt), createdBy, day(expiresAt ?? '')]);
  }
  return table.toString();
}

const holderOf = ({ person, name }: KeyItem): string => person?.id ?? name;
const scopesOf = ({ scopes }: KeyItem): string => (scopes.length === 0 ? 'nothing' : scopes.join(', '));
const day = (iso: string): string => iso.slice(0, 10);
const collect = (scope: string, before: readonly string[]): string[] => [...before, scope];
