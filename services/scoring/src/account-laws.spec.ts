import { describe, expect, it } from '@jest/globals';
import { accountOf, contactContributed } from '@smarketing/contracts';
import fc from 'fast-check';
import { accountLedger } from './domain/account/account-ledger.ts';
import { newAccountScore, type AccountScore } from './domain/account/account-score.ts';
import { peopleEngaged } from './domain/account/people-engaged.ts';
import { AccountStory } from './scene/account-story.ts';

const START = '2026-03-02T10:00:00.000Z';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DOMAINS = ['engines.test', 'looms.test'] as const;
const LEADS = ['ada', 'bea', 'cleo', 'dora', 'info'] as const;

const step = fc.record({
  leadId: fc.constantFrom(...LEADS),
  hours: fc.constantFrom(0, 0, 1, 5, 30, 24 * 9),
  does: fc.oneof(
    fc.constantFrom('page_viewed', 'pricing_viewed', 'webinar_attended', 'demo_requested', 'email_delivered'),
    fc.constantFrom('objects', 'agrees', 'is excluded'),
    fc.constantFrom(...DOMAINS),
  ),
  settles: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function take(story: AccountStory, { leadId, hours, does }: Step): Promise<unknown> {
  story.after(hours * HOUR_MS);
  switch (does) {
    case 'objects':
      return story.objects(leadId);
    case 'agrees':
      return story.objects(leadId, true);
    case 'is excluded':
      return story.is(leadId, { relationship: 'competitor' });
    case 'engines.test':
    case 'looms.test':
      return story.is(leadId, { companyDomain: does });
    default:
      return story.did(leadId, does, { properties: does === 'page_viewed' ? { path: '/product' } : {} });
  }
}

describe('the lanes of leads and of their companies', () => {
  it('come to rest, and agree on who belongs where and what it is worth, in whatever order they hear of each other', async () => {
    const history = fc.record({
      steps: fc.array(step, { minLength: 4, maxLength: 25 }),
      order: fc.array(fc.nat({ max: 50 }), { minLength: 20, maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(history, async ({ steps, order }) => {
        const story = new AccountStory(START);
        let picked = 0;
        const pick = (waiting: number): number => order[picked++ % order.length]! % waiting;
        for (const each of steps) {
          await take(story, each);
          if (each.settles) await story.settle(pick);
        }
        await story.settle(pick);

        for (const domain of DOMAINS) {
          const account = await story.account(domain);
          for (const leadId of new Set(steps.map((each) => each.leadId))) {
            const { contributed, profile, standings } = await story.lead(leadId);
            const here = account.contacts.find((contact) => contact.leadId === leadId)?.contribution ?? null;
            expect(here).toEqual(contributed?.domain === domain ? contributed.share : null);
            if (here === null) continue;
            expect(accountOf(profile.fields)).toBe(domain);
            expect(here.score).toBe(standings['default']!.score);
            await expectsNoStaleWord(story, domain, account, leadId);
          }
        }
        // What was said once more changes nothing, and nothing follows.
        const before = await Promise.all(DOMAINS.map((domain) => story.account(domain)));
        for (const event of story.said.filter(({ type }) => type === contactContributed.type)) {
          await story.deliver(event);
        }
        expect(await Promise.all(DOMAINS.map((domain) => story.account(domain)))).toEqual(before);
        expect(story.underWay).toEqual([]);
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});

/** Of the people who count for a rule, a contact with fresh evidence has heard, and is never more than a day behind. */
async function expectsNoStaleWord(story: AccountStory, domain: string, account: AccountScore, leadId: string) {
  const { agreement } = story.inForce;
  const { nowMs } = story;
  const lead = await story.lead(leadId);
  const share = lead.contributed?.share;
  const isFresh = (share?.engagedMs ?? -Infinity) > nowMs - agreement.qualification.freshnessMs;
  const people = peopleEngaged(account, agreement, nowMs, 14 * DAY_MS);
  if (!isFresh || share?.isRoleAddress === true || people.length < 2) return;
  expect(lead.account?.domain).toBe(domain);
  const toldOf = lead.account!.engaged.map(({ atMs }) => atMs);
  for (const [rank, { atMs }] of people.slice(0, 4).entries()) {
    expect(toldOf[rank]).toBeGreaterThanOrEqual(atMs - DAY_MS);
  }
}

const share = fc.record({
  score: fc.integer({ min: 0, max: 10_000 }),
  grade: fc.constantFrom('A1', 'C3'),
  persona: fc.constant(null),
  isRoleAddress: fc.boolean(),
  engagedMs: fc.constant(null),
});
const accounts = fc.array(fc.option(share), { maxLength: 9 }).map((shares): AccountScore => ({
  ...newAccountScore(),
  contacts: shares.map((contribution, n) => ({ leadId: `lead-${n}`, revision: 1, contribution, toldRevision: 0 })),
}));

describe('the score of an account', () => {
  it('is the exact sum of its entries, between its best contact’s and forty points more, and never above 100', () => {
    fc.assert(
      fc.property(accounts, (account) => {
        const { score, entries } = accountLedger(account);
        const best = Math.max(0, ...account.contacts.map(({ contribution }) => contribution?.score ?? 0));
        expect(entries.reduce((sum, { points }) => sum + points, 0)).toBe(score);
        expect(score).toBeGreaterThanOrEqual(best);
        expect(score).toBeLessThanOrEqual(Math.min(10_000, best + 4_000));
        for (const { basePoints, points, withheldByCap } of entries) expect(points + withheldByCap).toBe(basePoints);
      }),
    );
  });

  it('does not depend on the order of its contacts, and does not fall when one of them rises or another one comes', () => {
    fc.assert(
      fc.property(accounts, share, fc.nat({ max: 8 }), fc.nat({ max: 10_000 }), (account, another, index, rise) => {
        const { score } = accountLedger(account);
        expect(accountLedger({ ...account, contacts: account.contacts.toReversed() }).score).toBe(score);
        const risen = account.contacts.map((contact, n) => {
          const { contribution } = contact;
          if (n !== index || contribution === null) return contact;
          return { ...contact, contribution: { ...contribution, score: Math.min(10_000, contribution.score + rise) } };
        });
        expect(accountLedger({ ...account, contacts: risen }).score).toBeGreaterThanOrEqual(score);
        const newcomer = { leadId: 'new', revision: 1, contribution: another, toldRevision: 0 };
        const joined = { ...account, contacts: [...account.contacts, newcomer] };
        expect(accountLedger(joined).score).toBeGreaterThanOrEqual(score);
      }),
    );
  });

  it('can be checked by hand: contacts of 60, 50 and 40 make 69', () => {
    const contacts = [5_000, 6_000, 4_000].map((score, n) => ({
      ...{ leadId: `lead-${n}`, revision: 1, toldRevision: 0 },
      contribution: { score, grade: 'B2', persona: null, isRoleAddress: false, engagedMs: null },
    }));
    const { score, entries } = accountLedger({ ...newAccountScore(), contacts });
    expect([score, ...entries.map(({ points }) => points)]).toEqual([6_900, 6_000, 500, 400]);
  });
});
