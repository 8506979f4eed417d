import Table from 'cli-table3';
import type * as z from 'zod';
import { EXIT } from '../exit.ts';
import type { Installation } from '../installation/installation.ts';
import type { Terminal } from '../terminal.ts';
import { CLIENT_EVENTS, clientEventPage, type ClientEvent } from './client-events.ts';
import { letterPage, minute, nameOf, shortened, whatOf, type LetterItem } from './letters.ts';

/** What the API gives at once. */
const MOST_A_PAGE = 500;

type Filter = Readonly<Record<string, string | undefined>>;
type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };
export type Silent = z.output<typeof letterPage>['unreachable'];

export async function findLetters(installation: Installation, filter: Filter, limit: number) {
  const silent: Silent[number][] = [];
  const found = await paged<LetterItem>(limit, async (most, cursor) => {
    const page = await installation.get(
      `/api/dead-letters?${paramsOf({ ...filter, limit: String(most), cursor })}`,
      letterPage,
    );
    silent.push(...page.unreachable);
    return page;
  });
  return { ...found, unreachable: [...new Map(silent.map((each) => [each.service, each])).values()] };
}

export function findClientEvents(installation: Installation, filter: Filter, limit: number) {
  return paged<ClientEvent>(limit, (most, cursor) =>
    installation.get(
      `/api/dead-letters/${CLIENT_EVENTS}?${paramsOf({ ...filter, limit: String(most), cursor })}`,
      clientEventPage,
    ),
  );
}

async function paged<T>(
  limit: number,
  get: (most: number, cursor: string | undefined) => Promise<Page<T>>,
): Promise<{ readonly items: readonly T[]; readonly hasMore: boolean }> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await get(Math.min(MOST_A_PAGE, limit - items.length), cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return { items, hasMore: cursor !== undefined };
}

function paramsOf(given: Filter): URLSearchParams {
  return new URLSearchParams(Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

export function sayLetters(items: readonly LetterItem[], terminal: Terminal): void {
  const table = plainTable(['letter', 'set aside', 'what', 'reactor', 'why', 'tries']);
  for (const item of items) {
    const why = shortened(`${item.reason}: ${item.detail}`, 60);
    const tries = item.status === 'waiting' ? String(item.attempts) : `${item.attempts}, ${item.status}`;
    table.push([nameOf(item), minute(item.at), whatOf(item), item.reactor, why, tries]);
  }
  terminal.out(table.toString());
}

export function sayClientEvents(items: readonly ClientEvent[], terminal: Terminal): void {
  const table = plainTable(['event', 'received', 'from', 'what', 'why', 'repeats']);
  for (const { id, receivedAt, source, clientId, type, status, reason, difference, repeats } of items) {
    const fields = (difference ?? []).map(({ field }) => field).join(', ');
    const why = shortened(`${status}: ${fields === '' ? (reason ?? '') : `another ${fields}`}`, 60);
    table.push([`${CLIENT_EVENTS}/${id}`, minute(receivedAt), `${source}: ${clientId}`, type, why, String(repeats)]);
  }
  terminal.out(table.toString());
}

/** What is missing of the answer makes it a failure, however long the rest is. */
export function saySilent(silent: Silent, terminal: Terminal): number {
  for (const { service, because } of silent) {
    terminal.err(`${service} does not answer (${because}): what it has set aside is not in this list.`);
  }
  return silent.length === 0 ? EXIT.ok : EXIT.failed;
}

function plainTable(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [] } });
}
