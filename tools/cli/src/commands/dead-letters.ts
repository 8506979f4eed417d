import { InvalidArgumentError, Option, type Command } from 'commander';
import { CLIENT_EVENTS, clientEventDetails } from '../dead-letters/client-events.ts';
import { letterDetails, nameOf } from '../dead-letters/letters.ts';
import { findClientEvents, findLetters, sayClientEvents, sayLetters, saySilent } from '../dead-letters/list-letters.ts';
import {
  askFor,
  askForAll,
  inWords,
  pathOf,
  untilDecided,
  type Bulk,
  type Replayed,
} from '../dead-letters/replay-letters.ts';
import { sayClientEvent, sayLetter } from '../dead-letters/show-letter.ts';
import { EXIT, WrongUsage } from '../exit.ts';
import { installationOf, type Installation } from '../installation/installation.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

const REASONS = ['undecodable', 'foreign', 'decide-threw', 'bad-data'];
const STATUSES = ['open', 'waiting', 'replaying', 'replayed', 'all'];
const MOST_AT_ONCE = 500;

type Filter = {
  readonly service?: string;
  readonly reason?: string;
  readonly reactor?: string;
  readonly since?: string;
};

/** `smarketing dead-letters list|show|replay` */
export function addDeadLetters(program: Command, context: CommandContext): void {
  const letters = program.command('dead-letters').description('What could not be processed, and trying it again.');
  addList(letters, context);
  addShow(letters, context);
  addReplay(letters, context);
}

function withFilter(command: Command): Command {
  return command
    .option('--service <service>', 'of that service')
    .addOption(new Option('--reason <reason>', 'set aside for that reason').choices(REASONS))
    .option('--reactor <reactor>', 'that this reactor failed on')
    .option('--since <instant>', 'set aside then or later, ISO 8601');
}

type ListOptions = InstallationOptions &
  Filter & {
    readonly status: string;
    readonly limit: number;
    readonly clientEvents?: boolean;
    readonly names?: boolean;
  };

function addList(letters: Command, { terminal, exit }: CommandContext): void {
  withFilter(withInstallation(letters.command('list')))
    .description('Lists dead letters, newest first.')
    .addOption(new Option('--status <status>', 'open: all but the replayed').choices(STATUSES).default('open'))
    .option('--limit <letters>', 'at most so many', wholeNumber, 50)
    .option('--names', 'print names alone, one a line, for other commands to take')
    .option('--client-events', 'in place of them, the events of clients that count nowhere: quarantined or refused')
    .action(
      async ({ service, reason, reactor, since, status, limit, clientEvents, names, ...options }: ListOptions) => {
        const installation = installationOf(options, terminal);
        if (clientEvents) {
          if (service ?? reason ?? reactor)
            throw new WrongUsage(`Client events have a --since and a --limit, and nothing else.`);
          const found = await findClientEvents(installation, { since }, limit);
          if (options.json) printJson(terminal, found);
          else if (names) sayNames(found.items.map(({ id }) => `${CLIENT_EVENTS}/${id}`));
          else if (found.items.length === 0) terminal.out('All that clients sent counts, or is in the dead letters.');
          else sayClientEvents(found.items, terminal);
          sayMore(found.hasMore);
          return;
        }
        const filter = { service, reason, reactor, since, status: status === 'all' ? undefined : status };
        const found = await findLetters(installation, filter, limit);
        if (options.json) printJson(terminal, found);
        else if (names) sayNames(found.items.map(nameOf));
        else if (found.items.length === 0) terminal.out('There are no such dead letters.');
        else sayLetters(found.items, terminal);
        sayMore(found.hasMore);
        exit(saySilent(found.unreachable, terminal));
        if (options.json || names || (service ?? reason ?? reactor ?? since)) return;
        const others = await findClientEvents(installation, {}, 1).catch(() => null);
        if (others?.items.length) terminal.err('Events of clients were set aside as well: --client-events lists them.');
      },
    );

  function sayNames(found: readonly string[]): void {
    if (found.length > 0) terminal.out(found.join('\n'));
  }

  function sayMore(hasMore: boolean): void {
    if (hasMore) terminal.err('There are more: --limit shows more of them.');
  }
}

function addShow(letters: Command, { terminal }: CommandContext): void {
  withInstallation(letters.command('show'))
    .description('Shows one with all that is known of it: what it was, why it failed, who replayed it.')
    .argument('<letter>', 'as the list names it: service/id, or client-events/id')
    .action(async (name: string, options: InstallationOptions) => {
      mustBeName(name);
      const installation = installationOf(options, terminal);
      if (name.startsWith(`${CLIENT_EVENTS}/`)) {
        const event = await installation.get(pathOf(name), clientEventDetails);
        if (options.json) printJson(terminal, event);
        else sayClientEvent(event, terminal);
        return;
      }
      const letter = await installation.get(pathOf(name), letterDetails);
      if (options.json) printJson(terminal, letter);
      else sayLetter(letter, terminal);
    });
}

type ReplayOptions = InstallationOptions &
  Filter & { readonly all?: boolean; readonly limit: number; readonly waitSeconds: number };

function addReplay(letters: Command, { terminal, exit }: CommandContext): void {
  withFilter(withInstallation(letters.command('replay')))
    .description('Has them tried again, and tells what became of each. Exits 1 where not all were applied.')
    .argument('[letters...]', 'as the list names them: service/id')
    .option('--all', 'all that wait, or those of them that the options below mean')
    .option('--limit <letters>', 'of --all at most so many, the newest', wholeNumber, 100)
    .option('--wait-seconds <seconds>', 'how long to wait until their lanes have decided', wholeNumber, 60)
    .action(
      async (
        names: string[],
        { all, limit, waitSeconds, service, reason, reactor, since, ...options }: ReplayOptions,
      ) => {
        const filter = { service, reason, reactor, since };
        if (names.length > 0 === (all === true)) throw new WrongUsage('Name the letters, or say --all.');
        if (!all && Object.values(filter).some((value) => value !== undefined)) {
          throw new WrongUsage('--service, --reason, --reactor and --since go with --all.');
        }
        if (limit > MOST_AT_ONCE) throw new WrongUsage(`--limit is at most ${MOST_AT_ONCE}.`);
        for (const name of names) mustBeLetter(name);
        const installation = installationOf(options, terminal);
        const bulk: Bulk | null = all ? await askForAll(installation, { ...filter, limit }) : null;
        const { asked, refused } = bulk
          ? { asked: bulk.asked.map(nameOf), refused: [] }
          : await askForEach(names, installation);
        const items = [...refused, ...(await untilDecided(asked, installation, terminal, waitSeconds * 1_000))];
        if (options.json)
          printJson(terminal, { items, hasMore: bulk?.hasMore ?? false, unreachable: bulk?.unreachable ?? [] });
        else if (items.length === 0) terminal.out('Nothing waits that could be replayed.');
        else for (const item of items) terminal.out(inWords(item));
        if (bulk?.hasMore) terminal.err('There are more: raise --limit, or say which.');
        const silent = saySilent(bulk?.unreachable ?? [], terminal);
        exit(items.every(({ outcome }) => outcome === 'applied') ? silent : EXIT.failed);
      },
    );
}

async function askForEach(
  names: readonly string[],
  installation: Installation,
): Promise<{ readonly asked: readonly string[]; readonly refused: readonly Replayed[] }> {
  const asked: string[] = [];
  const refused: Replayed[] = [];
  for (const name of new Set(names)) {
    const refusal = await askFor(installation, name);
    if (refusal === null) asked.push(name);
    else refused.push(refusal);
  }
  return { asked, refused };
}

function mustBeName(name: string): void {
  if (!/^[a-z-]+\/[^/]+$/.test(name)) {
    throw new WrongUsage(`"${name}" names no letter: write it as the list does, like scoring/0b1f6d4e-….`);
  }
}

function mustBeLetter(name: string): void {
  mustBeName(name);
  if (!name.startsWith(`${CLIENT_EVENTS}/`)) return;
  throw new WrongUsage('A client event that counts nowhere is not replayed: send it again with an id of its own.');
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a number from 1.');
  return Number(text);
}
