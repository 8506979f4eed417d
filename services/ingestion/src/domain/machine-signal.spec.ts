import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '@smarketing/contracts';
import { machineSignalOf, type MachineReason } from './machine-signal.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

type Case = readonly [what: string, type: string, properties: Record<string, JsonValue>, reason: MachineReason | null];

const cases: readonly Case[] = [
  ['a person who opens a mail', 'email_opened', { userAgent: CHROME }, null],
  ['a mail opened behind the pictures of Gmail', 'email_opened', { userAgent: GMAIL }, null],
  ["Apple's privacy, which opens all mails", 'email_opened', { userAgent: 'Mozilla/5.0' }, 'privacy-proxy'],
  ['what the mail service calls a machine', 'email_opened', { sg_machine_open: true }, 'stated'],
  ['a bot that has a name', 'email_clicked', { bot: 'apple' }, 'stated'],
  ['a bot that there is none', 'email_clicked', { bot: '' }, null],
  ['a search engine', 'page_viewed', { user_agent: 'Mozilla/5.0 (compatible; Googlebot/2.1)' }, 'known-agent'],
  ['a mail filter', 'email_clicked', { userAgent: 'Mozilla/5.0 (Barracuda Sentinel (EE))' }, 'known-agent'],
  ['a script that visits', 'page_viewed', { userAgent: 'python-requests/2.32' }, 'known-agent'],
  ['a server that passes on an unsubscription', 'email_unsubscribed', { userAgent: 'axios/1.7.2' }, null],
  ['an unsubscription at a machine of some name', 'email_unsubscribed', { machine: 'Anna’s MacBook' }, null],
  ['a crawler at the link to unsubscribe', 'email_unsubscribed', { userAgent: 'Googlebot/2.1' }, 'known-agent'],
  ['a mail filter at it', 'email_unsubscribed', { userAgent: 'Mimecast URL Protection' }, 'known-agent'],
  ['what the mail service calls a machine at it', 'email_unsubscribed', { machine: 'true' }, 'stated'],
  ['a demo relayed by a script', 'demo_requested', { userAgent: 'python-requests/2.32', machine: true }, null],
  ['a program that delivers', 'email_delivered', { userAgent: 'curl/8.9' }, null],
  ['an answer', 'email_replied', { subject: 'Re: Your offer' }, null],
  ['an absence', 'email_replied', { subject: 'Automatic reply: Your offer' }, 'auto-reply'],
  ['an absence in German', 'email_replied', { subject: 'Abwesend bis Montag' }, 'auto-reply'],
  ['an absence by its header', 'email_replied', { 'auto-submitted': 'auto-replied' }, 'auto-reply'],
  ['an answer with that header', 'email_replied', { 'auto-submitted': 'no' }, null],
  ['an answer of a robot by name', 'email_replied', { autoReply: 'true' }, 'auto-reply'],
  ['odd properties', 'page_viewed', JSON.parse('{"userAgent": 7, "machine": {}, "__proto__": {"bot": true}}'), null],
];

describe('what a machine did', () => {
  it.each(cases)('is told from what a human did: %s', (_what, type, properties, reason) => {
    expect(machineSignalOf(type, properties)).toBe(reason);
  });

  it('is not looked for in text without an end', () => {
    expect(machineSignalOf('page_viewed', { userAgent: `${CHROME} ${'x '.repeat(100_000)} Googlebot` })).toBeNull();
    expect(machineSignalOf('page_viewed')).toBeNull();
  });
});

it('an agent is told the same again, and after a thousand others', () => {
  const signalOf = (userAgent: string) => machineSignalOf('page_viewed', { userAgent });
  expect([signalOf('Googlebot/2.1'), signalOf(CHROME)]).toEqual(['known-agent', null]);
  expect([signalOf('Googlebot/2.1'), signalOf(CHROME)]).toEqual(['known-agent', null]);
  for (let n = 0; n < 1_100; n++) signalOf(`${CHROME} Build/${n}`);
  expect([signalOf('Googlebot/2.1'), signalOf(CHROME)]).toEqual(['known-agent', null]);
});
