import type { Command } from 'commander';
import Table from 'cli-table3';
import * as z from 'zod';
import { WrongUsage } from '../exit.ts';
import { installationOf } from '../installation/installation.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

const personItem = z.looseObject({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  scopes: z.array(z.string()),
});
type PersonItem = z.output<typeof personItem>;

const personList = z.looseObject({ items: z.array(personItem) });

/** `smarketing people set|list` */
export function addPeople(program: Command, context: CommandContext): void {
  const people = program.command('people').description('Who works with the installation, and in which roles.');
  addSet(people, context);
  addList(people, context);
}

type SetOptions = InstallationOptions & {
  readonly name: string;
  readonly role: readonly string[];
  readonly withoutRoles?: boolean;
};

function addSet(people: Command, { terminal }: CommandContext): void {
  withInstallation(people.command('set'))
    .description('Adds a person, or changes name and roles; all keys of that person follow.')
    .argument('<id>', 'a short name, as people type it: maria')
    .requiredOption('--name <name>', 'the full name')
    .option(
      '--role <role>',
      'marketing, sales, rep, ops or admin; may be repeated. Roles that are not named are lost',
      collect,
      [],
    )
    .option('--without-roles', 'none: nothing is allowed any more')
    .action(async (id: string, { name, role, withoutRoles, ...options }: SetOptions) => {
      if (role.length > 0 === (withoutRoles === true)) throw new WrongUsage('Say the roles, or --without-roles.');
      const path = `/api/people/${encodeURIComponent(id)}`;
      const person = await installationOf(options, terminal).send('PUT', path, { name, roles: role }, personItem);
      if (options.json) printJson(terminal, person);
      else terminal.out(`${person.id} is ${person.name}: ${rolesOf(person)}.`);
    });
}

function addList(people: Command, { terminal }: CommandContext): void {
  withInstallation(people.command('list'))
    .description('Lists the people, with what they may do by their roles.')
    .action(async (options: InstallationOptions) => {
      const { items } = await installationOf(options, terminal).get('/api/people', personList);
      if (options.json) printJson(terminal, { items });
      else if (items.length === 0) terminal.out('There are no people yet: `smarketing people set` adds one.');
      else terminal.out(inWords(items));
    });
}

function inWords(items: readonly PersonItem[]): string {
  const table = new Table({
    head: ['person', 'name', 'roles', 'may'],
    colWidths: [null, null, null, 60],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const person of items) table.push([person.id, person.name, rolesOf(person), person.scopes.join(', ')]);
  return table.toString();
}

const rolesOf = ({ roles }: PersonItem): string => (roles.length === 0 ? 'no roles' : roles.join(', '));
const collect = (role: string, before: readonly string[]): string[] => [...before, role];
