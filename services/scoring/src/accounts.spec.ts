import { describe, expect, it } from '@jest/globals';
import { accountSignalled, contactContributed, leadQualified } from '@smarketing/contracts';
import { AccountStory } from './scene/account-story.ts';
import { inForceOf } from './scoring-story.ts';

const START = '2026-03-02T10:00:00.000Z';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DOMAIN = 'engines.test';

/** Interest enough for a digit of 2, and no sign of wanting to buy. */
async function reads(story: AccountStory, leadId: string): Promise<AccountStory> {
  await story.did(leadId, 'webinar_attended', { asset: { id: 'one' } });
  await story.did(leadId, 'content_downloaded', { asset: { id: 'two', type: 'case_study' } });
  return story.did(leadId, 'content_downloaded', { asset: { id: 'three' } });
}

/** The same rule or signal, of something that nobody does. */
const unheard = <R extends { event: string | string[] }>(rule: R): R => ({ ...rule, event: 'nothing_of_the_kind' });

async function engaged(...leadIds: readonly string[]): Promise<AccountStory> {
  const story = new AccountStory(START);
  for (const leadId of leadIds) {
    await story.is(leadId);
    await reads(story, leadId);
    await story.settle();
    story.after(DAY_MS);
  }
  return story;
}

describe('three people of an account', () => {
  it('qualify, each of them, when the third engages within the days that the agreement asks for', async () => {
    const story = await engaged('ada', 'bea');
    expect(story.heard(leadQualified, 'ada')).toEqual([]);
    await story.is('cleo', { title: 'IT administrator' });
    await reads(story, 'cleo');
    await story.settle();
    for (const leadId of ['ada', 'bea', 'cleo']) {
      expect(story.heard(leadQualified, leadId)).toMatchObject([{ priority: 'P2', rule: 'interest-with-intent' }]);
    }
    expect(story.heard(leadQualified, 'ada')[0]!.dossier.account).toMatchObject({
      ...{ domain: DOMAIN, people: 3, withinDays: 14, personas: ['Operations lead', 'Technology lead'] },
      colleagues: [
        { leadId: 'cleo', persona: 'Technology lead' },
        { leadId: 'bea', persona: 'Operations lead' },
      ],
    });
  });

  it('are not two and the mailbox of the company', async () => {
    const story = await engaged('ada', 'bea');
    await story.is('info');
    await reads(story, 'info');
    await story.settle();
    expect(story.heard(leadQualified, 'ada')).toEqual([]);
    expect(await story.explained(DOMAIN)).toMatchObject({ contacts: 3, people: 2 });
    expect(story.heard(accountSignalled, 'info')).toEqual([]);
  });

  it('are not two and one of long ago', async () => {
    const story = await engaged('ada', 'bea');
    story.after(14 * DAY_MS);
    await story.is('cleo');
    await reads(story, 'cleo');
    await reads(story, 'bea');
    await story.settle();
    expect(story.heard(leadQualified, 'cleo')).toEqual([]);
    expect(await story.explained(DOMAIN)).toMatchObject({ contacts: 3, people: 2 });
  });

  it('are not two and one who works elsewhere now', async () => {
    const story = await engaged('ada', 'bea');
    await story.is('ada', { companyDomain: 'looms.test' });
    await story.settle();
    await story.is('cleo');
    await reads(story, 'cleo');
    await story.settle();
    expect(story.heard(leadQualified, 'cleo')).toEqual([]);
    expect(await story.explained(DOMAIN)).toMatchObject({ contacts: 2, people: 2 });
    expect(await story.explained('looms.test')).toMatchObject({ contacts: 1, people: 1 });
  });

  it('are not two and one who objects to profiling, of whom nothing is left there', async () => {
    const story = await engaged('ada', 'bea');
    await story.objects('ada');
    await story.settle();
    await story.is('cleo');
    await reads(story, 'cleo');
    await story.settle();
    expect(story.heard(leadQualified, 'cleo')).toEqual([]);
    const account = await story.account(DOMAIN);
    expect(account.contacts.find(({ leadId }) => leadId === 'ada')).toMatchObject({ contribution: null });
    expect(account.told.engaged.map(({ leadId }) => leadId)).not.toContain('ada');
  });

  it('are counted anew after a recycle: what colleagues did before qualifies nobody', async () => {
    const story = await engaged('ada', 'bea', 'cleo');
    const cycleId = story.heard(leadQualified, 'ada')[0]!.cycleId;
    await story.recycled('ada', cycleId, 20 * HOUR_MS);
    story.after(21 * HOUR_MS);
    await reads(story, 'ada');
    await story.settle();
    expect((await story.lead('ada')).standings['default']).toMatchObject({ outcome: 'nurture', because: 'no-rule' });
    story.after(HOUR_MS);
    for (const leadId of ['bea', 'cleo']) await reads(story, leadId);
    await story.settle();
    story.after(DAY_MS + HOUR_MS);
    for (const leadId of ['bea', 'cleo']) await story.did(leadId, 'webinar_attended', { asset: { id: 'four' } });
    await story.settle();
    expect(story.heard(leadQualified, 'ada')).toHaveLength(2);
  });
});

describe('three people of an account, of whom only other rules say that they are interested', () => {
  const deaf = inForceOf(({ engagement, intent }) => ({
    engagement: {
      ...engagement!,
      groups: engagement!.groups.map((group) => ({ ...group, rules: group.rules.map(unheard) })),
    },
    intent: { ...intent, signals: intent.signals.map(unheard) },
  }));
  const shipped = inForceOf(undefined, { version: 1 });

  it('are not brought to sales by what they hear of each other, until one of them does something', async () => {
    const story = new AccountStory(START, deaf);
    for (const leadId of ['ada', 'bea', 'cleo']) {
      await story.is(leadId);
      await reads(story, leadId);
    }
    await story.settle();
    story.after(DAY_MS);
    await story.adopts(shipped, 'ada', 'bea', 'cleo');
    await story.settle();
    for (const leadId of ['ada', 'bea', 'cleo']) {
      expect(story.heard(leadQualified, leadId)).toEqual([]);
      expect((await story.lead(leadId)).standings['default']).toMatchObject({
        outcome: 'held',
        because: 'rules-alone',
      });
    }
    await story.did('ada', 'webinar_attended', { asset: { id: 'four' } });
    expect(story.heard(leadQualified, 'ada')).toMatchObject([{ rule: 'interest-with-intent' }]);
    expect(story.heard(leadQualified, 'ada')[0]).not.toHaveProperty('byRuleChange');
  });
});

describe('what passes between a lead and its company', () => {
  it('is nothing for somebody without a company', async () => {
    const story = new AccountStory(START);
    await story.is('ada', { freeMail: true });
    await story.did('ada', 'demo_requested');
    expect(story.underWay).toEqual([]);
    expect((await story.lead('ada')).contributed).toBeNull();
  });

  it('is told where others may notice: what a busy reader does within an hour is told once', async () => {
    const story = new AccountStory(START);
    await story.is('ada');
    await story.did('ada', 'page_viewed', { properties: { path: '/product' } });
    const before = story.heard(contactContributed, DOMAIN).length;
    for (let minute = 0; minute < 50; minute++) {
      story.after(60_000);
      await story.did('ada', 'page_viewed', { properties: { path: '/product' } });
    }
    expect(story.heard(contactContributed, DOMAIN).length).toBe(before);
    story.after(HOUR_MS);
    await story.did('ada', 'page_viewed', { properties: { path: '/product' } });
    expect(story.heard(contactContributed, DOMAIN).length).toBe(before + 1);
  });

  it('reaches whoever comes newly, and wakes nobody whose own interest is long over', async () => {
    const story = await engaged('ada', 'bea');
    story.after(31 * DAY_MS);
    const before = story.heard(accountSignalled, 'ada').length;
    await story.is('cleo');
    await story.settle();
    expect(story.heard(accountSignalled, 'cleo')).toHaveLength(1);
    await reads(story, 'cleo');
    await story.settle();
    expect(story.heard(accountSignalled, 'ada')).toHaveLength(before);
  });

  it('lets each contact of a busy company hear about once a day', async () => {
    const story = new AccountStory(START);
    const leadIds = Array.from({ length: 12 }, (_, n) => `lead-${n}`);
    for (const leadId of leadIds) {
      await story.is(leadId);
      await story.did(leadId, 'page_viewed', { properties: { path: '/product' } });
    }
    await story.settle();
    const before = story.heard(accountSignalled, 'lead-0').length;
    for (let hour = 0; hour < 72; hour++) {
      story.after(HOUR_MS);
      for (const leadId of leadIds) await story.did(leadId, 'page_viewed', { properties: { path: '/product' } });
      await story.settle();
    }
    expect(story.heard(accountSignalled, 'lead-0').length - before).toBeLessThanOrEqual(3);
  });

  it('is no flood where more people are busy than are kept: who had to make room has not left', async () => {
    const story = new AccountStory(START);
    const people = 900;
    const engages = async (n: number, revision: number): Promise<void> => {
      story.after(DAY_MS / people);
      const engagedAt = new Date(story.nowMs).toISOString();
      const share = { score: n % 50, grade: 'C3', persona: null, isRoleAddress: false, engagedAt };
      const told = { leadId: `lead-${n}`, revision, contribution: share };
      await story.deliver(story.event(contactContributed, DOMAIN, told));
      story.underWay.length = 0;
    };
    for (let n = 0; n < people; n++) await engages(n, 1);
    const before = story.said.length;
    for (const revision of [2, 3]) for (let n = 0; n < people; n++) await engages(n, revision);
    // Each hears what it missed as it comes back, and all that are kept a few times in two days.
    expect(story.said.length - before).toBeLessThanOrEqual(2 * people + 3 * 300);
  });

  it('holds in the order of the contact’s own count, whatever the order of arrival', async () => {
    const story = new AccountStory(START);
    await story.is('ada');
    await story.is('ada', { companyDomain: 'looms.test' });
    await story.is('ada', { companyDomain: DOMAIN });
    await story.settle((waiting) => waiting - 1);
    expect(await story.explained(DOMAIN)).toMatchObject({ contacts: 1 });
    expect(await story.explained('looms.test')).toBeNull();
    const known = await story.account(DOMAIN);
    for (const event of story.said.filter(({ type }) => type === contactContributed.type)) await story.deliver(event);
    expect(await story.account(DOMAIN)).toEqual(known);
    expect(story.underWay).toEqual([]);
  });

  it('is bounded for a company of thousands, and says that more is known', async () => {
    const story = new AccountStory(START, inForceOf());
    const share = (n: number) => ({
      ...{ score: n % 100, grade: 'C3', persona: null, isRoleAddress: false },
      engagedAt: n % 2 === 0 ? null : new Date(story.nowMs - n * 1_000).toISOString(),
    });
    for (let n = 0; n < 1_000; n++) {
      const told = { leadId: `lead-${n}`, revision: 1, contribution: share(n) };
      await story.deliver(story.event(contactContributed, DOMAIN, told));
      story.underWay.length = 0;
    }
    const { contacts, isComplete } = await story.account(DOMAIN);
    expect([contacts.length, isComplete]).toEqual([300, false]);
    const explained = await story.explained(DOMAIN);
    expect(explained!.entries.map(({ publishedScore }) => publishedScore)).toEqual([99, 99, 99, 99, 99]);
    // Of those who engaged, the last ones: every other lead of the first six hundred, in this telling.
    expect(explained!.engaged[0]).toMatchObject({ leadId: 'lead-1' });
  });
});

describe('an account explained', () => {
  it('sums exactly to its score, in hundredths, and names the people and the personas engaged of late', async () => {
    const story = await engaged('ada', 'bea', 'info');
    await story.is('dora', { title: 'IT administrator' });
    await story.settle();
    const explained = (await story.explained(DOMAIN))!;
    const sum = explained.entries.reduce((total, { points }) => total + Math.round(points * 100), 0);
    expect(sum).toBe(Math.round(explained.score * 100));
    expect(explained).toMatchObject({
      ...{ domain: DOMAIN, contacts: 4, isComplete: true, people: 2, withinDays: 14, personas: ['Operations lead'] },
      engaged: [{ leadId: 'bea' }, { leadId: 'ada', persona: 'Operations lead' }],
      entries: [
        { percent: 100 },
        { percent: 10 },
        { percent: 10 },
        { percent: 10, leadId: 'dora', publishedScore: 32 },
      ],
    });
    for (const { leadId, publishedScore } of explained.entries) {
      const [{ contributed }] = [await story.lead(leadId)];
      expect(contributed?.share?.score).toBe(Math.round(publishedScore * 100));
    }
  });

  it('is nothing once its last contact has left', async () => {
    const story = await engaged('ada');
    await story.is('ada', { freeMail: true });
    await story.settle();
    expect(await story.explained(DOMAIN)).toBeNull();
  });
});
