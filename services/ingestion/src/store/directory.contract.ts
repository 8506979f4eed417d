import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Conflict, type Emit, type Tx } from '@smarketing/messaging';
import type { DecodedIntake } from '../domain/decoded-intake.ts';
import { takeStatement } from '../domain/take-statement.ts';
import { aStatement } from '../scene/a-statement.ts';
import type { Directory } from './directory.ts';

export type DirectorySetup = {
  readonly directory: Directory;
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** One batch as the runner makes it: decided again where another process was first. Gives what was published. */
export async function takeBatch(setup: DirectorySetup, batch: readonly DecodedIntake[]): Promise<readonly Emit[]> {
  for (;;) {
    try {
      return await setup.transaction(async (tx) => {
        const view = await setup.directory.load(batch, tx);
        const emits: Emit[] = [];
        for (const statement of batch) {
          const decision = takeStatement(statement, view);
          if (decision.changes) setup.directory.apply(view, decision.changes);
          emits.push(...(decision.emits ?? []));
        }
        await setup.directory.save(view, tx);
        return emits;
      });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
}

const leadsIn = (emits: readonly Emit[]): Set<string> => new Set(emits.map(({ key }) => key));
const typesIn = (emits: readonly Emit[]): string[] => emits.map(({ definition }) => definition.type);

/** What every directory must do. `open` gives an empty one. */
export function directoryContract(name: string, open: () => Promise<DirectorySetup>): void {
  describe(`${name} as the directory of leads`, () => {
    let setup: DirectorySetup;
    beforeEach(async () => {
      setup = await open();
    });
    afterEach(() => setup.close());

    const take = (...batch: readonly DecodedIntake[]): Promise<readonly Emit[]> => takeBatch(setup, batch);

    test('a lead is found again by each of its names', async () => {
      const first = await take(
        aStatement('m1', { data: { who: { userId: 'u1', email: 'anna@acme.com', crmId: 'c1', anonymousId: 'b1' } } }),
      );
      const [lead] = leadsIn(first);
      for (const who of [
        { userId: 'u1' },
        { email: 'Anna@acme.com' },
        { crmId: 'c1' },
        { anonymousId: 'b1' },
        { leadId: lead! },
      ]) {
        expect(leadsIn(await take(aStatement(JSON.stringify(who), { data: { who } })))).toEqual(leadsIn(first));
      }
    });

    test('what was learned is there in the next batch, and versions go on', async () => {
      await take(aStatement('m1', { data: { traits: { title: 'Clerk "A" \\ 🐘', a: [1, null, 'x'] } } }));
      const [changed] = await take(
        aStatement('m2', {
          type: 'identify',
          time: '2026-03-03T00:00:00.000Z',
          data: { traits: { country: 'France' } },
        }),
      );
      expect(changed?.data).toMatchObject({
        version: 2,
        profile: { title: 'Clerk "A" \\ 🐘', country: 'FR', a: [1, 'x'] },
      });
    });

    test('the same id counts once, in one batch and over batches', async () => {
      const again = aStatement('m1');
      expect(typesIn(await take(again, again))).toHaveLength(3);
      expect(await take(again)).toEqual([]);
    });

    test('the same id with other content is set aside with the difference, once', async () => {
      await take(aStatement('m1', { data: { properties: { n: 1 } } }));
      const other = aStatement('m1', { data: { properties: { n: 2 } } });
      expect(await take(other)).toEqual([]);
      expect(await take(other, other)).toEqual([]);
      const [lead] = leadsIn(await take(aStatement('m2')));
      expect((await setup.directory.timeline(lead!, 10))?.map(({ payload }) => payload.properties)).toEqual(
        expect.arrayContaining([{ n: 1 }, undefined]),
      );
    });

    test('a refused statement counts when somebody who may say it sends it', async () => {
      const by = (principalscopes: string) =>
        aStatement('m1', { type: 'call_logged', principalkind: 'intake-key', principalscopes });
      expect(await take(by('intake'))).toEqual([]);
      expect(typesIn(await take(by('intake sales')))).toContain('smarketing.touch.logged.v1');
    });

    test('the browser of somebody unknown moves to the person', async () => {
      const person = leadsIn(await take(aStatement('m1')));
      await take(aStatement('m2', { data: { who: { anonymousId: 'b1' } } }));
      await take(aStatement('m3', { data: { who: { anonymousId: 'b1', email: 'anna@acme.com' } } }));
      expect(leadsIn(await take(aStatement('m4', { data: { who: { anonymousId: 'b1' } } })))).toEqual(person);
    });

    test('a batch that fails leaves nothing behind', async () => {
      const failed = setup.transaction(async (tx) => {
        const view = await setup.directory.load([aStatement('m1')], tx);
        setup.directory.apply(view, takeStatement(aStatement('m1'), view).changes!);
        await setup.directory.save(view, tx);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(typesIn(await take(aStatement('m1')))).toHaveLength(3);
    });

    test('two processes that meet the same new address at once make one lead', async () => {
      for (let round = 0; round < 10; round++) {
        const who = { email: `new-${round}@acme.com` };
        const [one, other] = await Promise.all([
          take(aStatement(`a-${round}`, { data: { who } })),
          take(aStatement(`b-${round}`, { data: { who } })),
        ]);
        expect(leadsIn([...one!, ...other!]).size).toBe(1);
        const identified = [...one!, ...other!].filter(
          ({ definition }) => definition.type === 'smarketing.lead.identified.v1',
        );
        expect(identified).toHaveLength(1);
      }
    });

    test('two processes that hear about the same lead at once both count', async () => {
      await take(aStatement('m0'));
      const said = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          take(aStatement(`m${n + 1}`, { type: 'identify', data: { traits: { [`field${n}`]: n } } })),
        ),
      );
      const versions = said.flat().map(({ data }) => (data as { version: number }).version);
      expect(versions.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
      const last = said.flat().find(({ data }) => (data as { version: number }).version === 9)!;
      expect(Object.keys((last.data as { profile: object }).profile)).toEqual(
        expect.arrayContaining(Array.from({ length: 8 }, (_, n) => `field${n}`)),
      );
    });

    test('a timeline is paged, newest first, and shows what counts and nothing else', async () => {
      const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 12, minute)).toISOString();
      const emits = await take(...[3, 1, 1, 4, 2].map((minute, n) => aStatement(`m${n}`, { time: at(minute) })));
      await take(aStatement('m0', { type: 'page_viewed' }));
      const [lead] = leadsIn(emits);
      const first = (await setup.directory.timeline(lead!, 3))!;
      const rest = (await setup.directory.timeline(lead!, 3, first.at(-1)))!;
      expect([...first, ...rest].map(({ occurredAtMs }) => new Date(occurredAtMs).getUTCMinutes())).toEqual([
        4, 3, 2, 1, 1,
      ]);
      expect(new Set([...first, ...rest].map(({ eventId }) => eventId)).size).toBe(5);
      expect(first[0]).toMatchObject({
        type: 'content_downloaded',
        source: 'website',
        payload: { who: { email: 'anna@acme.com' } },
      });
    });

    test('there is no timeline of nobody', async () => {
      expect(await setup.directory.timeline('0190a0c8-0000-7000-8000-000000000000', 3)).toBeNull();
      expect(await setup.directory.timeline("x'; DROP TABLE lead", 3)).toBeNull();
    });

    test('two thousand statements of a thousand people go in at once', async () => {
      const batch = Array.from({ length: 2_000 }, (_, n) =>
        aStatement(`m${n}`, { data: { who: { email: `p${n % 1_000}@acme.com` }, traits: { n } } }),
      );
      const emits = await take(...batch);
      expect(leadsIn(emits).size).toBe(1_000);
      expect(await take(...batch)).toEqual([]);
    });
  });
}
