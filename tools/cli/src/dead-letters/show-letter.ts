import type { Terminal } from '../terminal.ts';
import { CLIENT_EVENTS, type ClientEventDetails } from './client-events.ts';
import { minute, nameOf, whatOf, type LetterDetails } from './letters.ts';

export function sayLetter(letter: LetterDetails, terminal: Terminal): void {
  const { service, reactor, reason, detail, stack, topic, lane, eventId, at, triedAt } = letter;
  terminal.out(`${nameOf(letter)}: ${letter.status}`);
  const what = eventId === null ? whatOf(letter) : `${whatOf(letter)}, event ${eventId}`;
  const who = reactor === '-' ? service : `${reactor} of ${service}`;
  say(terminal, 'What', `${what}, for ${who}`);
  say(terminal, 'Why', `${reason}: ${detail}`, ...(stack?.split('\n') ?? []));
  const place = placeOf(letter);
  say(terminal, 'Where', `${topic}, ${place}; lane ${lane}`);
  const tries = letter.attempts === 1 ? 'tried once' : `tried ${letter.attempts} times, last ${minute(triedAt)}`;
  say(terminal, 'When', `${minute(at)}; ${tries}`);
  const replays = letter.replays.map(({ requestedAt, requestedBy, outcome, detail: note }) => {
    const became = outcome === null ? 'waits for its lane' : note === null ? outcome : `${outcome}: ${note}`;
    return `${minute(requestedAt)} by ${requestedBy}: ${became}`;
  });
  if (replays.length > 0) say(terminal, 'Replays', ...replays);
  if (!letter.replayable) say(terminal, 'Note', 'only its beginning was kept, so it cannot be replayed');
  terminal.out(`\n${pretty(letter.payload)}`);
}

function placeOf({ topic, partition, offset }: LetterDetails): string {
  if (topic === 'timer') return `generation ${offset}`;
  if (topic === 'adoption') return `version ${offset}`;
  return `partition ${partition}, offset ${offset}`;
}

export function sayClientEvent(event: ClientEventDetails, terminal: Terminal): void {
  const { id, status, reason, type, source, clientId, occurredAt, receivedAt, principalId, repeats, counted } = event;
  terminal.out(`${CLIENT_EVENTS}/${id}: ${status}`);
  say(terminal, 'What', `${type}, id ${clientId} of ${source}`);
  say(terminal, 'Why', reason ?? status);
  say(terminal, 'When', `happened ${minute(occurredAt)}, received ${minute(receivedAt)}, sent again ${repeats} times`);
  if (principalId !== null) say(terminal, 'By', principalId);
  say(terminal, 'Counts', counted === null ? 'none with this id' : `the one received ${minute(counted.receivedAt)}`);
  const differences = (event.difference ?? []).map(
    ({ field, first, again }) => `${field}: counts ${JSON.stringify(first)}, here ${JSON.stringify(again)}`,
  );
  if (differences.length > 0) say(terminal, 'Differs', ...differences);
  terminal.out(`\n${JSON.stringify(event.payload, null, 2)}`);
}

function say(terminal: Terminal, what: string, ...lines: readonly string[]): void {
  lines.forEach((line, n) => terminal.out(`  ${(n === 0 ? what : '').padEnd(9)}${line}`));
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
