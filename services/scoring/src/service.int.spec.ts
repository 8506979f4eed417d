import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml, hostTimeZone, resolveTimeZones } from '@smarketing/agreement';
import {
  agreementActivated,
  engagementRecorded,
  leadQualified,
  leadScored,
  profileChanged,
  replayRequested,
  retellersOf,
  retellingFinished,
  retoldTopics,
  type CloudEvent,
  type DataOf,
  type EventDefinition,
} from '@smarketing/contracts';
import { encodeRecords, laneOf } from '@smarketing/messaging';
import {
  FlowProgress,
  boot,
  openLogger,
  openPlatform,
  readConfig,
  type Booted,
  type OpenPlatform,
} from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { GOOD_PROFILE } from './scoring-story.ts';
import { scoring } from './service.ts';

const KEY = 'a-key-that-is-long-enough-for-a-test-0123456789';
const NOW = '2026-03-25T09:20:00.000Z';

describe('the service as it runs', () => {
  let server: TestPostgres;
  let platform: OpenPlatform;
  let booted: Booted;
  const sent: Record<string, Record<string, number>> = {};

  beforeAll(async () => {
    server = await startTestPostgres();
    const config = readConfig({ PORT: '0', SMARKETING_API_KEY: KEY, SMARKETING_CLOCK: NOW }, []);
    platform = await openPlatform(config, await server.freshDatabase(), openLogger('silent', 'scoring'));
    booted = await boot([scoring], platform);
  }, 60_000);
  afterAll(async () => {
    await booted?.stop();
    await platform?.close();
    await server?.stop();
  });

  async function tell<D>(from: string, definition: EventDefinition<D>, subject: string, data: D): Promise<void> {
    await append(from, definition.topic, eventOf(from, definition, subject, data));
  }

  let events = 0;
  function eventOf<D>(source: string, { type }: EventDefinition<D>, subject: string, data: D): CloudEvent {
    return { specversion: '1.0', id: `event-${events++}`, source, type, subject, time: NOW, receivedat: NOW, data };
  }

  async function append(from: string, topic: string, event: CloudEvent, lane = laneOf(event.subject)): Promise<void> {
    const numbers = (sent[from] ??= {});
    await platform.log.append(encodeRecords(from, lane, [{ topic, event }], numbers, Date.parse(NOW)));
  }

  const get = async (path: string, key = KEY) => {
    const response = await fetch(new URL(path, booted.url), { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('scores what is recorded, and explains it', async () => {
    const document = JSON.parse(JSON.stringify(resolveTimeZones(defaultAgreement, hostTimeZone())));
    const version: DataOf<typeof agreementActivated> = { version: 0, effectiveFrom: NOW, signed: false, document };
    await tell('agreement', agreementActivated, 'agreement', version);
    await tell('ingestion', profileChanged, 'lead-1', { version: 1, ids: {}, profile: GOOD_PROFILE });
    await tell('ingestion', engagementRecorded, 'lead-1', {
      ...{ eventId: 'e1', source: 'website', occurredAt: NOW, receivedAt: NOW },
      ...{ type: 'demo_requested', properties: {} },
    });
    const explained = await eventually(async () => {
      const { status, body } = await get('/api/leads/lead-1/score');
      expect(status).toBe(200);
      expect(body['grade']).toBe('A2');
      return body;
    });
    expect(explained).toMatchObject({ leadId: 'lead-1', agreementVersion: 0, signed: false });
    const { rows } = await platform.pool.query('SELECT lead, type FROM scoring.evidence');
    expect(rows).toEqual([{ lead: 'lead-1', type: 'demo_requested' }]);
  });

  it('previews a document over what is stored, one at a time, and names what is wrong with it', async () => {
    const preview = async (body: unknown) => {
      const response = await fetch(new URL('/api/agreements/preview', booted.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const harder = defaultAgreementYaml.replace(/(id: hand-good-fit[^]*?outcome: )P0/, '$1nurture');
    const found = await preview({ yaml: harder, days: 7 });
    expect(found).toMatchObject({
      status: 200,
      body: {
        ...{ against: 0, leads: 1, now: { qualified: 1, byPriority: { P0: 1 } }, then: { qualified: 0 } },
        ...{ profilesNotedSince: NOW, days: [{ now: 1, then: 0 }] },
        ...{ leaves: { count: 1, leads: [{ leadId: 'lead-1', priority: 'P0' }] }, enters: { count: 0 } },
      },
    });
    expect(await preview({ yaml: harder.replace('freshnessDays: 30', 'freshnessDays: never') })).toMatchObject({
      status: 400,
      body: { errors: [{ message: expect.stringMatching(/line \d+, column \d+/) }] },
    });
    const answers = await Promise.all([1, 2, 3].map(() => preview({ yaml: harder })));
    expect(answers.map(({ status }) => status)).toContain(200);
    expect(answers.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
  });

  it('tests a hunch over what is stored, and names the field of a condition that is wrong', async () => {
    const hunch = async (body: unknown) => {
      const response = await fetch(new URL('/api/agreements/hunch', booted.url), {
        method: 'POST',
        headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const who = { field: 'headcount', op: 'gte', value: 100 };
    expect(await hunch({ who, did: { event: 'demo_requested' } })).toMatchObject({
      status: 200,
      body: { against: 0, matching: { leads: 1, qualified: 1, won: 0 }, rest: { leads: 0 }, rule: null },
    });
    expect(await hunch({ did: { event: 'page_viewed' } })).toMatchObject({ body: { matching: { leads: 0 } } });
    expect(await hunch({ who, as: 'exclusion' })).toMatchObject({
      body: { rule: { section: ['exclusions'], value: { id: 'exclude-headcount', when: who }, problems: [] } },
    });
    const wrong = { who: { all: [{ ...who, op: 'above' }] }, did: { event: 'x', when: { field: 'a' } } };
    expect(await hunch(wrong)).toMatchObject({
      status: 400,
      body: {
        errors: [
          { field: 'who.all.0.op', message: expect.stringMatching(/must be one of/) },
          { field: 'did.when.op', message: expect.stringMatching(/missing/) },
        ],
      },
    });
    expect(await hunch({})).toMatchObject({ status: 400, body: { errors: [{ field: 'who' }] } });
  });

  it('builds what it derives again while events come, and judges by all of it when that is done', async () => {
    const lane = laneOf('lead-1');
    const demo = { eventId: 'e1', source: 'website', occurredAt: NOW, receivedAt: NOW };
    const told = [
      eventOf('ingestion', engagementRecorded, 'lead-1', { ...demo, type: 'demo_requested', properties: {} }),
      eventOf('ingestion', profileChanged, 'lead-1', { version: 1, ids: {}, profile: GOOD_PROFILE }),
    ];
    const asks = (replayId: string) => ({ replayId, for: 'scoring' as const });
    const scored = async () =>
      (await platform.log.read(leadScored.topic, lane, 0, 100)).map(({ value }) => value).join('\n');
    const entries = async () => ((await get('/api/leads/lead-1/score')).body['entries'] as unknown[]).length;
    const [before, said] = [await get('/api/leads/lead-1/score'), await scored()];
    // Whoever asks for a replay may have lost more than what is derived.
    await platform.pool.query(`DELETE FROM scoring.evidence`);

    const begun = eventOf('console', replayRequested, String(lane), { ...asks('r1'), at: NOW });
    await append('console', replayRequested.topic, begun, lane);
    await eventually(async () => {
      const { body } = await get('/api/leads/lead-1/score');
      expect(body['missingFields']).not.toEqual(before.body['missingFields']);
    });
    await tell('ingestion', engagementRecorded, 'lead-1', {
      ...{ ...demo, eventId: 'e2', type: 'pricing_viewed', properties: {} },
    });
    await eventually(async () => expect(await entries()).toBeGreaterThan(0));
    for (const event of told) await append('ingestion', retoldTopics.scoring, event, lane);
    await eventually(async () => {
      const { body } = await get('/api/leads/lead-1/score');
      expect(body['fit']).toBe(before.body['fit']);
    });
    expect(await scored()).toBe(said);
    for (const by of retellersOf('scoring')) {
      const finished = eventOf(by, retellingFinished.scoring, String(lane), { ...asks('r1'), by, events: 2 });
      await append(by, retoldTopics.scoring, finished, lane);
    }
    const isPending = () => platform.pool.query(`SELECT body ->> 'pending' AS pending FROM scoring.lead_score`);
    await eventually(async () => expect((await isPending()).rows).toEqual([{ pending: null }]));
    const after = await get('/api/leads/lead-1/score');
    const points = (body: Record<string, unknown>) =>
      (body['entries'] as { eventId: string | null; points: number }[]).filter(({ eventId }) => eventId !== 'e2');
    expect(points(after.body)).toEqual(points(before.body));
    expect(await entries()).toBe((before.body['entries'] as unknown[]).length + 1);
  });

  it('lets three people of a company lift each other, from lane to lane, and explains the company', async () => {
    const fair = { ...GOOD_PROFILE, industry: 'farming', title: 'Operations clerk', companyDomain: 'looms.test' };
    const people = ['weaver-1', 'weaver-2', 'weaver-3'];
    const qualified = async (leadId: string) =>
      (await platform.log.read(leadQualified.topic, laneOf(leadId), 0, 1_000))
        .map(({ value }) => JSON.parse(value) as CloudEvent<DataOf<typeof leadQualified>>)
        .filter(({ type, subject }) => type === leadQualified.type && subject === leadId);
    for (const leadId of people) {
      await tell('ingestion', profileChanged, leadId, {
        version: 1,
        ids: {},
        profile: { ...fair, email: `${leadId}@looms.test` },
      });
      for (const [n, type] of ['webinar_attended', 'content_downloaded', 'content_downloaded'].entries()) {
        await tell('ingestion', engagementRecorded, leadId, {
          ...{ eventId: `${leadId}-${n}`, source: 'website', occurredAt: NOW, receivedAt: NOW, type, properties: {} },
          asset: { id: `asset-${n}`, type: n === 1 ? 'case_study' : 'guide' },
        });
      }
    }
    for (const leadId of people) {
      await eventually(async () => {
        const [event] = await qualified(leadId);
        expect(event?.data).toMatchObject({
          priority: 'P2',
          dossier: { account: { domain: 'looms.test', people: 3 } },
        });
      });
    }
    // Qualifying publishes what each has earned by now: the company hears of that, too.
    const body = await eventually(async () => {
      const answer = await get('/api/accounts/Looms.test');
      expect(answer).toMatchObject({ status: 200, body: { score: 57.6 } });
      return answer.body;
    });
    expect(body).toMatchObject({ domain: 'looms.test', contacts: 3, people: 3, personas: ['Operations lead'] });
    const points = (body['entries'] as { points: number }[]).map((entry) => Math.round(entry.points * 100));
    expect(points.reduce((a, b) => a + b, 0)).toBe(Math.round((body['score'] as number) * 100));
    const scored = await get('/api/leads/weaver-1/score');
    expect(scored.body['account']).toMatchObject({ score: body['score'], people: 3 });
    expect(await get('/api/accounts/nowhere.test')).toMatchObject({
      status: 404,
      body: { title: 'account not found' },
    });
    expect((await get('/api/accounts/looms.test', 'guessed')).status).toBe(401);
  });

  it('scores leads under a version that comes into force, though nothing happens; whoever asks meanwhile sees whole scores', async () => {
    const document = JSON.parse(JSON.stringify(resolveTimeZones(defaultAgreement, hostTimeZone())));
    document.engagement.thresholds = { 1: 49, 2: 48, 3: 47 };
    const version: DataOf<typeof agreementActivated> = { version: 1, effectiveFrom: NOW, signed: false, document };
    const seen: unknown[] = [];
    let isOver = false;
    const reader = async () => {
      while (!isOver) {
        const { body } = await get('/api/leads/lead-1/score');
        const entries = body['entries'] as readonly { readonly points: number }[];
        const hundredths = entries.reduce((sum, { points }) => sum + Math.round(points * 100), 0);
        expect(hundredths).toBe(Math.round((body['score'] as number) * 100));
        // A grade of one version with the number of another would show here.
        seen.push(`${body['agreementVersion']} ${String(body['grade']).slice(1)}`);
      }
    };
    const readers = [reader(), reader(), reader()];
    await tell('agreement', agreementActivated, 'agreement', version);
    const state = () =>
      platform.pool.query("SELECT agreement_version, lane FROM scoring.lead_score WHERE key = 'lead-1'");
    await eventually(async () =>
      expect((await state()).rows).toEqual([{ agreement_version: 1, lane: laneOf('lead-1') }]),
    );
    await eventually(() => expect(seen.at(-1)).toMatch(/^1 /));
    isOver = true;
    await Promise.all(readers);
    const kinds = new Set(seen);
    expect([...kinds].filter((each) => String(each).startsWith('1 '))).toEqual(['1 4']);
    expect(kinds.has('0 4')).toBe(false);
    const progress = booted.app.get(FlowProgress, { strict: false });
    await eventually(() => expect(progress.rescorings()).toEqual([{ service: 'scoring', rescoring: null }]));
    expect(await platform.metrics.registry.metrics()).toContain(
      'smarketing_rescore_leads_remaining{service="scoring"} 0',
    );
  });

  it('names the wrong field of a request, and knows no stranger', async () => {
    expect(await get('/api/leads/lead-1/score?at=soon')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'at' }] },
    });
    expect(await get('/api/leads/nobody/score')).toMatchObject({ status: 404, body: { title: 'lead not found' } });
    expect((await get('/api/leads/lead-1/score', 'guessed')).status).toBe(401);
  });
});
