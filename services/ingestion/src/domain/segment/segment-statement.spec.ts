import { describe, expect, test } from '@jest/globals';
import { BadBatch, segmentItems } from './segment-batch.ts';
import { segmentStatement, type SegmentCall } from './segment-statement.ts';
import { occurredAtMs } from './segment-time.ts';

const NOW = Date.parse('2026-03-02T12:00:00.000Z');
const delivery = { source: 'website', receivedAtMs: NOW, newId: () => 'made-here' };
const take = (call: SegmentCall | null, item: unknown) => segmentStatement(call, item, delivery);
const base = { messageId: 'm1', userId: 'u1' };

describe('a Segment call in our words', () => {
  test.each([
    ['Content Downloaded', 'content_downloaded'],
    ['Asset Downloaded', 'content_downloaded'],
    ['emailOpened', 'email_opened'],
    ['Email Link Clicked', 'email_clicked'],
    ['Unsubscribed', 'email_unsubscribed'],
    ['demo_requested', 'demo_requested'],
    ['Video Played', 'video_played'],
    ['constructor', 'constructor'],
  ])('the event %s is %s', (event, type) => {
    expect(take('track', { ...base, event })).toMatchObject({ type, source: 'website', id: 'm1' });
  });

  test.each([
    [{ properties: { path: '/Pricing/teams' } }, 'pricing_viewed'],
    [{ context: { page: { url: 'https://acme.com/en/pricing?x=1' } } }, 'pricing_viewed'],
    [{ properties: { url: 'https://acme.com/?from=pricing' } }, 'page_viewed'],
    [{ name: 'Home' }, 'page_viewed'],
  ])('the page %j is %s', (more, type) => {
    expect(take('page', { ...base, ...more })).toMatchObject({ type });
  });

  test('identify states traits and an address', () => {
    expect(take('identify', { ...base, traits: { email: 'anna@acme.com', title: 'CEO' } })).toMatchObject({
      type: 'identify',
      data: { who: { userId: 'u1', email: 'anna@acme.com' }, traits: { title: 'CEO' } },
    });
  });

  test('a user id that is an address names the address', () => {
    expect(take('track', { messageId: 'm', userId: 'Anna@Acme.com', event: 'X' })).toMatchObject({
      data: { who: { userId: 'Anna@Acme.com', email: 'Anna@Acme.com' } },
    });
  });

  test('an address among the properties of somebody known may be another person’s', () => {
    const properties = { email: 'friend@acme.com' };
    expect(take('track', { ...base, event: 'Invited', properties })).toMatchObject({ data: { who: { userId: 'u1' } } });
    expect(take('track', { ...base, event: 'Invited', properties })).not.toMatchObject({
      data: { who: { email: 'friend@acme.com' } },
    });
    expect(take('track', { messageId: 'm', anonymousId: 'b1', event: 'Form Submitted', properties })).toMatchObject({
      data: { who: { anonymousId: 'b1', email: 'friend@acme.com' } },
    });
  });

  test('a list of consents that cannot be read is refused, since a refusal may be in it; what is no list is no consent', () => {
    const refusal = { channel: 'email', purpose: 'marketing', granted: false };
    expect(take('identify', { ...base, traits: { consent: [refusal] } })).toMatchObject({
      data: { consent: [refusal] },
    });
    expect(take('identify', { ...base, traits: { consent: [refusal, { channel: 'fax' }] } })).toMatchObject({
      problem: expect.stringContaining('consent'),
    });
    expect(take('identify', { ...base, traits: { consent: 'yes' } })).not.toHaveProperty('problem');
  });

  test('times that no calendar has are refused, and do not take their batch with them', () => {
    const far = { originalTimestamp: '-271821-04-20T00:00:00Z', sentAt: '+275760-09-13T00:00:00Z' };
    expect(take('track', { ...base, event: 'X', ...far })).toMatchObject({
      problem: expect.stringContaining('imestamp'),
    });
    const ancient = { timestamp: '0001-01-01T00:00:00Z', sentAt: '9999-12-31T00:00:00Z' };
    expect(take('track', { ...base, event: 'X', ...ancient })).toMatchObject({
      problem: expect.stringContaining('imestamp'),
    });
  });

  test('group speaks of the company, alias of an earlier id, screen of a page', () => {
    expect(take('group', { ...base, groupId: 'g', traits: { name: 'Acme' } })).toMatchObject({
      type: 'identify',
      data: { traits: { company: { name: 'Acme' } } },
    });
    expect(take('alias', { ...base, previousId: 'b1' })).toMatchObject({
      type: 'identify',
      data: { who: { userId: 'u1', anonymousId: 'b1' } },
    });
    expect(take('screen', { ...base, name: 'Home' })).toMatchObject({
      type: 'page_viewed',
      data: { properties: { name: 'Home' } },
    });
  });

  test('the campaign comes from the context, or from the address of the page', () => {
    const campaign = { source: 'ads', name: 'spring' };
    expect(take('page', { ...base, context: { campaign } })).toMatchObject({ data: { campaign } });
    expect(
      take('page', { ...base, context: { page: { search: '?utm_source=ads&utm_campaign=spring' } } }),
    ).toMatchObject({
      data: { campaign },
    });
  });

  test('the hash is of what the client sent, without when it sent it', () => {
    const hash = (more: object) =>
      (take('track', { ...base, event: 'X', ...more }) as { contenthash: string }).contenthash;
    expect(hash({ sentAt: '2026-03-02T11:00:00Z', writeKey: 'k' })).toBe(hash({ sentAt: '2026-03-02T11:30:00Z' }));
    expect(hash({ properties: { a: 1, b: 2 } })).toBe(hash({ properties: { b: 2, a: 1 } }));
    expect(hash({ timestamp: '2026-03-02T11:00:00Z' })).not.toBe(hash({}));
  });

  test.each<[SegmentCall | null, unknown, string]>([
    ['track', null, 'the event: must be an object'],
    ['track', [], 'the event: must be an object'],
    ['track', { messageId: 'm', event: 'X' }, 'userId: it or anonymousId is needed'],
    ['track', { ...base }, 'event: is missing'],
    ['track', { ...base, event: 'X', properties: 'none' }, 'properties: must be an object'],
    ['track', { ...base, event: 'X', userId: {} }, 'userId: must be text'],
    ['track', { ...base, event: 'X', timestamp: 7 }, 'timestamp: is no ISO 8601 instant'],
    ['track', { ...base, event: 'x'.repeat(201) }, 'event: at most 200 characters'],
    [
      'identify',
      { ...base, traits: { a: JSON.parse('{"__proto__":1}') as object } },
      'traits.a.__proto__: may not have that name',
    ],
    [null, { ...base, type: 'delete' }, 'type: must be one of'],
    [null, { ...base, type: 'track', event: 'X', properties: { x: 'x'.repeat(40_000) } }, 'at most 32768'],
  ])('%s %.60j is rejected with the field named', (call, item, problem) => {
    expect(take(call, item)).toMatchObject({ problem: expect.stringContaining(problem), excerpt: expect.any(String) });
  });

  test('an id that nobody gave, or that is none, is made here', () => {
    expect(take('track', { userId: 'u', event: 'X' })).toMatchObject({ id: 'made-here' });
    expect(take('track', { messageId: 'x'.repeat(301), userId: 'u', event: 'X' })).toMatchObject({ id: 'made-here' });
  });
});

describe('when it happened', () => {
  const minute = 60_000;
  test.each([
    ['without any statement: when it was received', {}, NOW],
    [
      'by the clock of the client, set right',
      { originalMs: NOW - 90 * minute, sentAtMs: NOW - 60 * minute },
      NOW - 30 * minute,
    ],
    [
      'by a clock that runs ahead, set right',
      { originalMs: NOW + 55 * minute, sentAtMs: NOW + 60 * minute },
      NOW - 5 * minute,
    ],
    ['without the time of sending: as stated', { originalMs: NOW - minute }, NOW - minute],
    ['never after its reception', { originalMs: NOW + minute }, NOW],
    ['nor when it was sent before it happened', { originalMs: NOW, sentAtMs: NOW - minute }, NOW],
  ])('%s', (_name, { originalMs, sentAtMs }: { originalMs?: number; sentAtMs?: number }, expected) => {
    expect(occurredAtMs({ originalMs, sentAtMs }, NOW)).toBe(expected);
  });
});

describe('a batch', () => {
  test('gives its context and its sentAt to items that have none', () => {
    const items = segmentItems(
      {
        context: { ip: '1.2.3.4', campaign: { source: 'a' } },
        sentAt: 's',
        batch: [{ messageId: 'm', context: { campaign: { source: 'b' } } }, { sentAt: 'own' }, 7],
      },
      10,
    );
    expect(items).toEqual([
      { messageId: 'm', context: { ip: '1.2.3.4', campaign: { source: 'b' } }, sentAt: 's' },
      { context: { ip: '1.2.3.4', campaign: { source: 'a' } }, sentAt: 'own' },
      7,
    ]);
  });

  test.each([[null], [{ batch: {} }], [{ batch: [1, 2, 3] }]])('%j is none', (body) => {
    expect(() => segmentItems(body, 2)).toThrow(BadBatch);
  });
});
