import type { ScorableEvent } from '@smarketing/agreement';
import { instantOf } from './evidence-of.ts';
import { mailSignOf } from './mail-sign.ts';

/** A human does not follow a link so soon after the mail has arrived. */
const TOO_SOON_MS = 10_000;
/** Nor so many different ones within so short a time. */
const TOO_MANY_LINKS = 3;
const TOO_FAST_MS = 2_000;

type Follow = { readonly id: string; readonly atMs: number; readonly link: string };
type Mail = {
  readonly deliveredAtMs: number[];
  readonly clicks: Follow[];
  /** Ids of visits that came by its links. */
  readonly visits: string[];
  hidden: boolean;
};

/**
 * Ids of the clicks and visits that mail filters made, as far as the events of a mail tell together: a click within ten seconds of
 * the delivery; three links within two seconds; and once a hidden link was followed, all clicks and visits of that mail.
 * It depends on the set of events alone, and more events never make fewer robots.
 */
export function robotsOf(events: readonly ScorableEvent[]): ReadonlySet<string> {
  const robots = new Set<string>();
  for (const { deliveredAtMs, clicks, visits, hidden } of mailsOf(events).values()) {
    if (hidden) {
      for (const { id } of clicks) robots.add(id);
      for (const id of visits) robots.add(id);
      continue;
    }
    for (const { id, atMs } of clicks) {
      if (deliveredAtMs.some((at) => atMs >= at && atMs - at <= TOO_SOON_MS)) robots.add(id);
    }
    addBursts(robots, clicks);
  }
  return robots;
}

/** The same events, those of robots marked as such: they stay evidence and weigh nothing. */
export function withRobotsMarked(events: readonly ScorableEvent[]): readonly ScorableEvent[] {
  const robots = robotsOf(events);
  if (robots.size === 0) return events;
  return events.map((event) => (robots.has(event.id) ? { ...event, machine: true } : event));
}

function mailsOf(events: readonly ScorableEvent[]): ReadonlyMap<string, Mail> {
  const mails = new Map<string, Mail>();
  for (const event of events) {
    const sign = mailSignOf(event);
    if (sign === null) continue;
    let mail = mails.get(sign.messageId);
    if (mail === undefined) {
      mail = { deliveredAtMs: [], clicks: [], visits: [], hidden: false };
      mails.set(sign.messageId, mail);
    }
    const atMs = instantOf(event);
    if (sign.kind === 'delivered') mail.deliveredAtMs.push(atMs);
    else if (sign.kind === 'visit') mail.visits.push(event.id);
    else mail.clicks.push({ id: event.id, atMs, link: sign.link ?? '' });
    mail.hidden ||= sign.hidden;
  }
  return mails;
}

/**
 * Each window that begins with a click: where it has enough different links, all clicks in it are a robot's. Windows only move forward, so
 * that a filter which follows thousands of links costs no more than its clicks.
 */
function addBursts(robots: Set<string>, clicks: readonly Follow[]): void {
  if (clicks.length < TOO_MANY_LINKS) return;
  const inOrder = clicks.toSorted((a, b) => a.atMs - b.atMs);
  const links = new Map<string, number>();
  let to = 0;
  let marked = 0;
  for (const [from, first] of inOrder.entries()) {
    while (to < inOrder.length && inOrder[to]!.atMs - first.atMs <= TOO_FAST_MS) count(links, inOrder[to++]!.link, 1);
    if (links.size >= TOO_MANY_LINKS) {
      for (marked = Math.max(marked, from); marked < to; marked++) robots.add(inOrder[marked]!.id);
    }
    count(links, first.link, -1);
  }
}

/** How often each link is in the window; what was not named tells nothing. */
function count(links: Map<string, number>, link: string, change: 1 | -1): void {
  if (link === '') return;
  const times = (links.get(link) ?? 0) + change;
  if (times === 0) links.delete(link);
  else links.set(link, times);
}
