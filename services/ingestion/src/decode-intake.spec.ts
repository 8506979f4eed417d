import { describe, expect, test } from '@jest/globals';
import { INTAKE } from '@smarketing/contracts';
import { AT_HEADER, decisionId, type LogRecord } from '@smarketing/messaging';
import { decodeIntake } from './decode-intake.ts';

const aRecord = (value: unknown, headers: Record<string, string> = {}): LogRecord => ({
  topic: INTAKE,
  partition: 0,
  key: 'crm anna@acme.com',
  value: typeof value === 'string' ? value : JSON.stringify(value),
  headers,
  offset: 0,
  timestampMs: Date.parse('2026-03-02T12:00:00Z'),
});
const anEvent = (more: object = {}) => ({
  specversion: '1.0',
  id: 'm1',
  source: 'crm',
  type: 'Deal Won',
  time: '2026-03-02T11:00:00+02:00',
  data: { who: { email: 'anna@acme.com' }, properties: { dealId: 'd1' } },
  ...more,
});

describe('a record of the intake', () => {
  test('becomes a statement with an id of ours, under the name of the catalogue', () => {
    expect(decodeIntake(aRecord(anEvent()))).toMatchObject({
      id: decisionId('crm', 'm1'),
      clientid: 'm1',
      subject: 'crm anna@acme.com',
      type: 'deal_won',
      time: '2026-03-02T09:00:00.000Z',
      receivedat: '2026-03-02T12:00:00.000Z',
    });
  });

  test('was received when it was appended where nobody stamped it, and happened no later', () => {
    const at = Date.parse('2026-03-02T10:00:00Z');
    const event = decodeIntake(aRecord(anEvent({ time: '2026-05-01T00:00:00Z' }), { [AT_HEADER]: String(at) }));
    expect([event.receivedat, event.time]).toEqual(['2026-03-02T10:00:00.000Z', '2026-03-02T10:00:00.000Z']);
  });

  test('has the hash of the edge, or one over all that says something', () => {
    const stamped = { contenthash: 'a'.repeat(64), principalkind: 'intake-key' };
    expect(decodeIntake(aRecord(anEvent(stamped))).contenthash).toBe('a'.repeat(64));
    const hash = (more: object = {}) => decodeIntake(aRecord(anEvent(more))).contenthash;
    expect(hash({ contenthash: 'a'.repeat(64) })).toBe(hash());
    expect(hash({ receivedat: '2026-03-02T13:00:00Z' })).toBe(hash());
    expect(hash({ time: '2026-03-01T00:00:00Z' })).not.toBe(hash());
  });

  const members = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`m${n}`, n]));
  const deep = (depth: number): string => `{"id":"m","data":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  test.each([
    ['bad JSON', '{', /JSON/],
    ['null', 'null', /expected object/],
    ['a number', '7', /expected object/],
    ['no fields', '{}', /specversion: .*id: /],
    ['__proto__', '{"specversion":"1.0","data":{"__proto__":{"a":1}}}', /data.__proto__: may not have that name/],
    ['depth 10,000', deep(10_000), /nested too deep/],
    ['5 MB', JSON.stringify(anEvent({ data: { who: {}, text: 'x'.repeat(5_000_000) } })), /bytes, at most/],
    ['a time that is none', JSON.stringify(anEvent({ time: '2026-13-45T00:00:00Z' })), /time: /],
    ['the year 0', JSON.stringify(anEvent({ time: '0000-01-01T00:00:00Z' })), /time: is an instant before all/],
    [
      '1,001 members',
      JSON.stringify(anEvent({ data: { who: {}, properties: members(1_001) } })),
      /more than 1000 members/,
    ],
    ['a long name', JSON.stringify(anEvent({ data: { who: {}, ['n'.repeat(301)]: 1 } })), /more than 300 characters/],
    ['traits that are text', JSON.stringify(anEvent({ data: { who: {}, traits: 'CEO' } })), /data.traits: /],
    [
      'what the edge refused',
      JSON.stringify(anEvent({ problem: 'event: is missing' })),
      /refused at the edge: event: is missing/,
    ],
  ])('with %s is told why it cannot be taken', (_name, value, reason) => {
    expect(() => decodeIntake(aRecord(value))).toThrow(reason);
  });

  test('has a key that may be anything: what is kept of it can be stored', () => {
    const { subject } = decodeIntake({ ...aRecord(anEvent()), key: `\u0000\ud800${'k'.repeat(10_000)}` });
    expect(subject).toMatch(/^\uFFFDk{600,700}$/);
  });

  test('keeps no U+0000 and no half surrogate pair', () => {
    const event = decodeIntake(aRecord(anEvent({ data: { who: { userId: 'u\u00001' }, traits: { a: '\ud800' } } })));
    expect(event.data).toEqual({ who: { userId: 'u1' }, traits: { a: '\uFFFD' } });
  });
});
