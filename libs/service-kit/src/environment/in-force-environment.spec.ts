import { describe, expect, it } from '@jest/globals';
import { defaultAgreement } from '@smarketing/agreement';
import type { JsonValue } from '@smarketing/contracts';
import { SystemClock } from '../clock.ts';
import { Problem } from '../http/problem.ts';
import { Broadcasts, type Broadcast, type StoredBroadcast } from './broadcasts.ts';
import { InForceEnvironment } from './in-force-environment.ts';

/** Only what the environment reads of the tables. */
class FakeBroadcasts extends Broadcasts {
  stored: StoredBroadcast[] = [];
  reads = 0;
  async revision(): Promise<number> {
    return this.stored.length;
  }
  async all(): Promise<readonly StoredBroadcast[]> {
    this.reads++;
    return this.stored;
  }
  async load(): Promise<Map<string, Broadcast>> {
    return new Map();
  }
  async save(): Promise<void> {}
}

const now = Date.parse('2026-03-02T10:00:00Z');
const body = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;
const anAgreement = (
  version: number,
  effectiveFrom: string,
  document: unknown = defaultAgreement,
): StoredBroadcast => ({
  key: `agreement/${version}`,
  kind: 'agreement',
  body: body({ version, effectiveFrom, signed: false, document }),
});

const scene = () => sceneOver(new FakeBroadcasts());

function sceneOver(broadcasts: FakeBroadcasts) {
  const unreadable: number[] = [];
  const environment = new InForceEnvironment(broadcasts, new SystemClock(now), (version) => unreadable.push(version));
  return { broadcasts, environment, unreadable };
}

describe('what is in force', () => {
  it('is nothing before the first agreement, and says so to whoever asks', async () => {
    const { environment } = scene();
    await environment.refresh();
    expect(environment.newestDue(now)).toBeNull();
    expect(() => environment.now()).toThrow(Problem);
  });

  it('is the newest version that is due, and not one that is only announced', async () => {
    const { broadcasts, environment } = scene();
    broadcasts.stored = [anAgreement(0, '2026-01-01T00:00:00Z'), anAgreement(1, '2026-03-03T00:00:00Z')];
    await environment.refresh();
    expect(environment.newestDue(now)).toBe(0);
    expect(environment.newestDue(Date.parse('2026-03-03T00:00:00Z'))).toBe(1);
    expect(environment.under(1)?.agreementVersion).toBe(1);
    expect(environment.under(2)).toBeUndefined();
  });

  it('comes with the reps and the content of the day', async () => {
    const { broadcasts, environment } = scene();
    broadcasts.stored = [
      anAgreement(0, '2026-01-01T00:00:00Z'),
      { key: 'rep/rosa', kind: 'rep', body: { id: 'rosa', name: 'Rosa' } },
      { key: 'content/guide', kind: 'content', body: { id: 'guide', title: 'A guide' } },
    ];
    await environment.refresh();
    expect(environment.now().reps.get('rosa')).toMatchObject({ name: 'Rosa' });
    expect(environment.now().content.get('guide')).toMatchObject({ title: 'A guide' });
  });

  it('is read again only when the tables have changed', async () => {
    const { broadcasts, environment } = scene();
    await environment.refresh();
    await environment.refresh();
    expect(broadcasts.reads).toBe(1);
  });

  it('is up to date only until the tables change', async () => {
    const { broadcasts, environment } = scene();
    await environment.refresh();
    expect(await environment.isUpToDate()).toBe(true);
    broadcasts.stored = [anAgreement(0, '2026-01-01T00:00:00Z')];
    expect(await environment.isUpToDate()).toBe(false);
    await environment.refresh();
    expect(await environment.isUpToDate()).toBe(true);
  });

  it('says what it lacks: the first agreement, one that begins, one that is unknown, one that cannot be read', async () => {
    const { broadcasts, environment } = scene();
    await environment.refresh();
    expect(environment.lack(null)).toMatchObject({
      kind: 'no-agreement',
      because: expect.stringMatching(/has arrived/),
    });
    broadcasts.stored = [anAgreement(0, '2026-04-01T00:00:00Z'), anAgreement(1, '2026-05-01T00:00:00Z', {})];
    await environment.refresh();
    expect(environment.lack(7)).toMatchObject({
      kind: 'agreement-unknown',
      because: expect.stringMatching(/version 7/),
    });
    expect(environment.lack(1)).toMatchObject({
      kind: 'agreement-unreadable',
      because: expect.stringMatching(/version 1/),
    });
    expect(environment.lack(null)).toMatchObject({ kind: 'agreement-unreadable' });
    broadcasts.stored = [anAgreement(0, '2026-04-01T00:00:00Z')];
    const { environment: other } = sceneOver(broadcasts);
    await other.refresh();
    expect(other.lack(null).because).toBe(
      'no agreement is in force yet: version 0 is from 2026-04-01T00:00:00.000Z on',
    );
  });

  it('holds what was accepted when it was signed, though it would be refused as contradictory today', async () => {
    const { broadcasts, environment, unreadable } = scene();
    const [group, ...others] = defaultAgreement.engagement.groups;
    // A rule's points lie above the cap of its group.
    const groups = [{ ...group, cap: 0.5 }, ...others];
    const document = { ...defaultAgreement, engagement: { ...defaultAgreement.engagement, groups } };
    broadcasts.stored = [anAgreement(0, '2026-01-01T00:00:00Z', document)];
    await environment.refresh();
    expect(environment.now().agreementVersion).toBe(0);
    expect(unreadable).toEqual([]);
  });

  it('goes on without a version that cannot be read here, and tells of it once', async () => {
    const { broadcasts, environment, unreadable } = scene();
    broadcasts.stored = [
      anAgreement(0, '2026-01-01T00:00:00Z'),
      anAgreement(1, '2026-02-01T00:00:00Z', { title: 'from the future' }),
    ];
    await environment.refresh();
    broadcasts.stored = [...broadcasts.stored, { key: 'rep/rosa', kind: 'rep', body: { id: 'rosa', name: 'Rosa' } }];
    await environment.refresh();
    expect(environment.newestDue(now)).toBe(0);
    expect(unreadable).toEqual([1]);
  });
});
