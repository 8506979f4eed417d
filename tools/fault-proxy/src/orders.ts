import type { FaultProxy } from './fault-proxy.ts';

/** A line that is no order; the message says what would be. */
export class NoOrder extends Error {
  override readonly name = 'NoOrder';
}

export const ORDERS = `latency MS [JITTER_MS]           every piece of data takes so long, in each direction
cut                              reset all connections, and new ones, until healed
black-hole                       keep connections, swallow what is sent, until healed
pause SECONDS                    read nothing for so long
lose-acks PERCENT                of Kafka's Produce requests lose the answers
lose-answers PERCENT             of PostgreSQL's queries lose the answers
commits FAULT PERCENT            of PostgreSQL's COMMITs; FAULT is cut-before, cut-after or roll-back
heal                             end all faults
counters                         print what passed and what struck`;

type Order = (proxy: FaultProxy, words: readonly string[]) => string | void;

const COMMIT_FAULTS: ReadonlyMap<string | undefined, 'cutBefore' | 'cutAfter' | 'rolledBack'> = new Map([
  ['cut-before', 'cutBefore'],
  ['cut-after', 'cutAfter'],
  ['roll-back', 'rolledBack'],
]);

const orders: ReadonlyMap<string, Order> = new Map<string, Order>([
  ['latency', (proxy, [ms, jitterMs = '0']) => proxy.latency(numberOf(ms), numberOf(jitterMs))],
  ['cut', (proxy) => proxy.cut()],
  ['black-hole', (proxy) => proxy.blackHole()],
  ['pause', (proxy, [seconds]) => void proxy.pause(numberOf(seconds) * 1_000)],
  ['lose-acks', (proxy, [percent]) => proxy.loseAcks(numberOf(percent) / 100)],
  ['lose-answers', (proxy, [percent]) => proxy.loseAnswers(numberOf(percent) / 100)],
  ['commits', (proxy, [fault, percent]) => proxy.failCommits({ [faultOf(fault)]: numberOf(percent) / 100 })],
  ['heal', (proxy) => proxy.heal()],
  ['counters', (proxy) => JSON.stringify(proxy.counters)],
]);

/** Carries out one line of words. Returns what is to be printed, if anything; throws NoOrder, RangeError or TypeError. */
export function obey(proxy: FaultProxy, line: string): string | null {
  const [name = '', ...words] = line.trim().split(/\s+/);
  const order = orders.get(name);
  if (order === undefined) throw new NoOrder(`There is no order "${name}". These are:\n${ORDERS}`);
  return order(proxy, words) ?? null;
}

function numberOf(word: string | undefined): number {
  const number = Number(word);
  if (word === undefined || !Number.isFinite(number)) throw new NoOrder(`${word ?? 'nothing'} is no number.`);
  return number;
}

function faultOf(word: string | undefined): 'cutBefore' | 'cutAfter' | 'rolledBack' {
  const fault = COMMIT_FAULTS.get(word);
  if (fault === undefined) throw new NoOrder(`The fault is one of ${[...COMMIT_FAULTS.keys()].join(', ')}.`);
  return fault;
}
