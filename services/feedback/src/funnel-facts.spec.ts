import { describe, expect, test } from '@jest/globals';
import * as contracts from '@smarketing/contracts';
import fc from 'fast-check';
import { reachedStages, stageDates } from './domain/stages.ts';
import { statusOf } from './domain/take-deal.ts';
import { FeedbackStory, inForceOf, naming } from './feedback-story.ts';
import { reportColumns } from './store/report-columns.ts';

type Step = (story: FeedbackStory) => unknown;

const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString();
const cta = (source: string) => ({ campaign: { source, name: `${source} spring` }, asset: { id: `${source}-page` } });

const figures = ({ lead }: FeedbackStory) => ({
  columns: Object.fromEntries(Object.entries(reportColumns).map(([name, { of }]) => [name, of(lead)])),
  stages: reachedStages(stageDates(lead)),
  deals: Object.fromEntries(Object.entries(lead.deals).map(([id, deal]) => [id, statusOf(deal)])),
  ...{ first: lead.first, last: lead.last, engagement: lead.engagement, touches: lead.touches },
});

const stated = (eventId: string, n: number) => ({ eventId, source: 'crm', occurredAt: day(n), receivedAt: day(90) });

const steps: readonly Step[] = [
  (s) => s.engaged({ eventId: 'e2', occurredAt: day(5), ...cta('social') }),
  (s) => s.engaged({ eventId: 'e1', occurredAt: day(5), ...cta('paid_search') }),
  (s) => s.engaged({ eventId: 'e3', occurredAt: day(70), type: 'email_delivered', ...cta('mail') }),
  (s) => s.receive(contracts.leadIdentified, { ...stated('d-won', 3), createdAt: day(90), firstType: 'deal_won' }),
  (s) => s.receive(contracts.profileChanged, { version: 1, ids: {}, profile: { title: 'VP Sales', country: 'FR' } }),
  (s) =>
    s.receive(contracts.profileChanged, { version: 2, ids: {}, profile: { title: 'COO, operations', country: 'DE' } }),
  (s) => s.qualified('c1', day(40)),
  (s) => s.qualified('c2', day(60)),
  (s) => s.routed('c2'),
  (s) => s.answered('accepted', undefined, { occurredAt: day(62) }),
  (s) => s.answered('accepted', undefined, { occurredAt: day(61), cycleId: 'c2' }),
  (s) =>
    s.receive(contracts.touchLogged, {
      ...{ ...stated('t1', 63), kind: 'call' as const, automated: false, properties: { need: 'yes', budget: 'Q3' } },
    }),
  (s) =>
    s.receive(contracts.touchLogged, { ...stated('t2', 61), kind: 'email' as const, automated: false, properties: {} }),
  (s) => s.dealOpened({ eventId: 'd-open', occurredAt: day(65) }),
  (s) => s.dealWon({ eventId: 'd-won', occurredAt: day(70), amount: 100 }),
  (s) => s.dealLost('budget', { eventId: 'd-lost', occurredAt: day(66) }),
  (s) => s.dealLost('budget', { eventId: 'x-lost', occurredAt: day(69), dealId: 'x' }),
  (s) => s.receive(contracts.objectionHeard, { ...stated('o1', 64), objection: 'Too  EXPENSIVE', properties: {} }),
  (s) => s.receive(contracts.objectionHeard, { ...stated('o2', 60), objection: 'too expensive', properties: {} }),
];

function told(order: readonly Step[]): FeedbackStory {
  const story = new FeedbackStory('2026-04-01T00:00:00Z');
  for (const step of order) step(story);
  return story;
}

describe('the figures of a lead', () => {
  test('do not depend on the order in which its events arrive', () => {
    const expected = figures(told(steps));
    fc.assert(
      fc.property(fc.shuffledSubarray([...steps], { minLength: steps.length }), (order) => {
        expect(figures(told(order))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  test('are those of the first touch, and of the dates that were stated', () => {
    const { columns, deals } = figures(told(steps));
    expect(columns).toMatchObject({
      ...{ first_at: day(5), source: 'paid_search', campaign: 'paid_search spring', asset: 'paid_search-page' },
      ...{ persona: 'operations-lead', country: 'DE', reached: 6 },
      ...{ engaged_at: day(5), mql_at: day(40), sal_at: day(61), sql_at: day(63), opportunity_at: day(65) },
      customer_at: day(70),
    });
    expect(deals).toEqual({ d1: 'won', x: 'lost' });
  });
});

describe('the first touch', () => {
  test('is what the person did, and not a mail that was sent to them before', () => {
    const story = new FeedbackStory()
      .engaged({ type: 'email_delivered', occurredAt: day(3), ...cta('purchased_list') })
      .engaged({ type: 'email_opened', occurredAt: day(4) })
      .engaged({ type: 'email_clicked', occurredAt: day(5), ...cta('newsletter') });
    expect(figures(story).columns).toMatchObject({ first_at: day(5), source: 'newsletter' });
  });

  test('is not what a robot did, though that made the lead known', () => {
    const robot = { ...stated('r1', 3), firstType: 'email_clicked', machine: true, ...cta('purchased_list') };
    const story = new FeedbackStory().receive(contracts.leadIdentified, { ...robot, createdAt: day(3) });
    expect(figures(story).columns).toMatchObject({ first_at: day(3), source: null });
    story.engaged({ type: 'email_clicked', occurredAt: day(5), ...cta('newsletter') });
    expect(figures(story).columns).toMatchObject({ first_at: day(5), source: 'newsletter' });
  });
});

describe('a visitor', () => {
  const browser = { version: 1, ids: { anonymousId: 'b1' }, profile: {} };
  const reached = (story: FeedbackStory) => figures(story).columns['reached'];

  test('whom nobody can name is no lead, until it is known who it is', () => {
    const story = new FeedbackStory().receive(contracts.profileChanged, browser).engaged();
    expect(reached(story)).toBe(-1);
    story.receive(contracts.profileChanged, { ...browser, version: 2, ids: { anonymousId: 'b1', email: 'a@b.test' } });
    expect(reached(story)).toBe(1);
  });

  test('with whom sales dealt is one', () => {
    const story = new FeedbackStory().receive(contracts.profileChanged, browser).engaged().qualified();
    expect(reached(story)).toBe(2);
  });
});

describe('a skipped stage', () => {
  test('takes the date of the one above, and is marked', () => {
    const story = new FeedbackStory('2026-04-01T00:00:00Z');
    story
      .engaged({ occurredAt: day(5) })
      .dealOpened({ occurredAt: day(65) })
      .dealWon({ occurredAt: day(70) });
    expect(
      reachedStages(stageDates(story.lead)).map(({ stage, atMs, implied }) => [
        stage,
        new Date(atMs!).toISOString(),
        implied,
      ]),
    ).toEqual([
      ['lead', day(5), false],
      ['engaged', day(5), false],
      ['mql', day(65), true],
      ['sal', day(65), true],
      ['sql', day(65), true],
      ['opportunity', day(65), false],
      ['customer', day(70), false],
    ]);
  });

  test('a cycle that sales opened is no marketing-qualified lead', () => {
    const story = new FeedbackStory().engaged().qualified('c1', day(50), 'sales').answered('accepted');
    expect(
      reachedStages(stageDates(story.lead))
        .filter(({ implied }) => implied)
        .map(({ stage }) => stage),
    ).toEqual(['mql']);
  });

  test('mail that was sent or opened by a program engages nobody, nor does a word that nobody knows', () => {
    const story = new FeedbackStory()
      .engaged({ type: 'email_delivered' })
      .engaged({ type: 'email_opened' })
      .engaged({ type: 'moon_seen' });
    expect(stageDates(story.lead).engaged).toBeNull();
    expect(story.lead.engagement.lastOwnAtMs).toBeNull();
  });

  test('a word that an agreement learns counts from then on, as it was said', () => {
    const story = new FeedbackStory().engaged({ type: 'moon_seen', occurredAt: day(3) });
    story.inForce = inForceOf(naming('moon_seen'), 1);
    expect(story.engaged({ type: 'email_opened' }).lead.stages.engaged).toBe(Date.parse(day(3)));
    story.inForce = inForceOf(() => ({}), 2);
    expect(story.engaged({ type: 'email_opened' }).lead.stages.engaged).toBeNull();
  });
});

test('a history of years, won or not, starts nothing', () => {
  const story = new FeedbackStory('2026-04-01T00:00:00Z');
  const old = '2018-02-01T00:00:00Z';
  story.engaged({ type: 'form_submitted', occurredAt: old, ...cta('unknown') }).scored('held', 'D4');
  story.dealWon({ occurredAt: '2018-02-26T19:58:54Z' }).dealLost('budget', { occurredAt: old, dealId: 'other' });
  expect(story.said).toEqual([]);
  expect(story.timerMs).toBeNull();
  expect(figures(story).columns).toMatchObject({ source: 'unknown', reached: 6, mql_at: null });
});

test('breaches, their withdrawal and the first touch are noted once with their cycle', () => {
  const clock = {
    ...{
      assignmentId: 'a',
      cycleId: 'c1',
      repId: 'ada',
      pool: 'sales',
      priority: 'P0' as const,
      at: day(60),
      clockId: 'k',
    },
    ...{ kind: 'first-touch' as const, side: 'sales' as const, startedAt: day(60), dueAt: day(60), targetMinutes: 15 },
  };
  const breached = { ...clock, unconfirmed: false };
  const story = new FeedbackStory()
    .receive(contracts.slaBreached, { ...breached, clockId: 'l' })
    .receive(contracts.slaBreached, breached)
    .receive(contracts.slaBreached, breached);
  story.receive(contracts.breachWithdrawn, { ...clock, touchEventId: 't', touchedAt: day(60) });
  story.receive(contracts.clockMet, { ...clock, by: 'ada', metAt: day(60), elapsedBusinessMinutes: 9, inTime: true });
  expect(story.lead.cycles).toMatchObject([
    {
      cycleId: 'c1',
      breachedClocks: ['k', 'l'],
      withdrawnClocks: ['k'],
      firstTouch: { businessMinutes: 9, inTime: true },
    },
  ]);
});
