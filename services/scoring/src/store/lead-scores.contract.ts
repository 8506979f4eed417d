import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { emptyTallies, foldEvidence, type ScorableEvent } from '@smarketing/agreement';
import { engagementRecorded, type CloudEvent } from '@smarketing/contracts';
import { laneOf, type LaneDatabase } from '@smarketing/messaging';
import type { Excerpt } from '../domain/preview/excerpt.ts';
import type { Glance } from '../domain/preview/history.ts';
import type { ProfileSnapshot } from '../domain/profile-snapshot.ts';
import { atHandOf, newLeadAtHand, newLeadScore, type LeadAtHand } from '../domain/lead-score.ts';
import { inForceOf } from '../scoring-story.ts';
import { carryingIn } from './carrying-in.ts';
import type { Carrying, LeadScores, NewestVersion } from './lead-scores.ts';
import { sweptLeadsContract } from './swept-leads.contract.ts';

export type LeadScoresSetup = {
  readonly leads: LeadScores;
  readonly database: LaneDatabase;
  close(): Promise<void>;
};

function anEvent(id: string, occurredAt: number, more: Partial<ScorableEvent> = {}): ScorableEvent {
  return { id, type: 'page_viewed', occurredAt, receivedAt: occurredAt, properties: {}, ...more };
}

function recorded(eventId: string, subject: string): CloudEvent {
  const data = { eventId };
  return { specversion: '1.0', id: eventId, source: 's', type: engagementRecorded.type, subject, time: '', data };
}

const aLead = (version: number, added: readonly ScorableEvent[], rebuild = false): LeadAtHand => {
  const lead = newLeadAtHand();
  return {
    ...lead,
    version: 3,
    tallies: { ...emptyTallies(version), rebuild },
    atHand: { ...lead.atHand, added: added.map((event) => ({ event, weighed: true })) },
  };
};

const known = (...ids: readonly string[]) => new Map(ids.map((id) => [id, { weighed: true, forgotten: null }]));

/** What every store of scores does. `open` gives an empty one for which version 7 is the newest. */
export function leadScoresContract(
  name: string,
  open: (newest: NewestVersion, carrying: Carrying) => Promise<LeadScoresSetup>,
): void {
  describe(`${name} as a store of scores and evidence`, () => {
    let setup: LeadScoresSetup;
    let newest = 7;
    const versions = new Map<number, ReturnType<typeof inForceOf>>();
    beforeEach(async () => {
      newest = 7;
      setup = await open(() => newest, carryingIn({ under: (version) => versions.get(version) }));
    });
    afterEach(() => setup.close());

    const save = (leads: Record<string, LeadAtHand>) =>
      setup.database.transaction((tx) => setup.leads.save(new Map(Object.entries(leads)), tx));
    const load = (keys: readonly string[], events: readonly CloudEvent[] = []) =>
      setup.database.transaction((tx) => setup.leads.load(keys, events, tx));

    describe('for previews', () => {
      const excerpt = (more: Partial<Excerpt> = {}): Excerpt => ({
        ...{ span: { fromMs: 10, untilMs: 30 }, sinceMs: 0, signalsSinceMs: 0, types: null },
        ...more,
      });
      const glances = async (of = excerpt()): Promise<Glance[]> => {
        const found: Glance[] = [];
        for await (const page of setup.leads.glances(of)) found.push(...page);
        return found;
      };

      it('shows those to whom anything happened in a span, and how often what did', async () => {
        const cycle = { cycleId: 'c', model: 'default', number: 1, startedAtMs: 5, progress: 'accepted' } as const;
        const ended = [
          { ...cycle, origin: 'marketing', endedAtMs: 9, outcome: 'won', reason: null },
          { ...cycle, origin: 'sales', endedAtMs: 9, outcome: 'lost', reason: null },
        ] as const;
        const asked = anEvent('w4', 22, { type: 'demo_requested' });
        await save({
          within: { ...aLead(7, [anEvent('w2', 20), anEvent('w1', 5), anEvent('w3', 31), asked]), earlier: ended },
          before: aLead(7, [anEvent('b1', 10)]),
          after: aLead(7, [anEvent('a1', 31)]),
          atEnd: aLead(7, [anEvent('e1', 30)]),
        });
        const found = await glances();
        expect(found.map(({ leadId, did }) => [leadId, did])).toEqual([
          ['atEnd', { page_viewed: 1 }],
          ['within', { page_viewed: 2, demo_requested: 1 }],
        ]);
        expect(found[1]).toMatchObject({ isObjected: false, ended: [{ startedAtMs: 5, outcome: 'won' }] });
        const recent = await glances(excerpt({ signalsSinceMs: 20 }));
        expect(recent.map(({ did }) => did)).toEqual([{ page_viewed: 1 }, { demo_requested: 1 }]);
      });

      it('gives of their evidence what counts: of what was before the span only some, up to its end', async () => {
        const opened = (id: string, at: number) =>
          anEvent(id, at, { type: 'email_opened', properties: { q: '\u0000"' } });
        await save({
          a: aLead(7, [opened('a4', 20), anEvent('a2', 5), opened('a1', 4), anEvent('a0', 2), anEvent('a5', 31)]),
          // What tells of a robot tells of it later, too.
          b: aLead(7, [
            anEvent('b1', 15),
            anEvent('m1', 6, { type: 'email_delivered', properties: { messageId: 'm' } }),
          ]),
          c: aLead(7, [anEvent('c1', 16)]),
        });
        const ids = async (of: Excerpt) =>
          [...(await setup.leads.excerpts(['b', 'a', 'nobody'], of))]
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([leadId, events]) => [leadId, events.map(({ id }) => id)]);
        expect(await ids(excerpt())).toEqual([
          ['a', ['a0', 'a1', 'a2', 'a4']],
          ['b', ['m1', 'b1']],
        ]);
        expect(await ids(excerpt({ sinceMs: 2, types: ['page_viewed'] }))).toEqual([
          ['a', ['a2', 'a4']],
          ['b', ['m1', 'b1']],
        ]);
        expect((await setup.leads.excerpts(['a'], excerpt())).get('a')?.at(-1)).toEqual(opened('a4', 20));
      });

      it('notes what was known of a person, and from when on, in whatever order it is told', async () => {
        const noting = (...snapshots: readonly ProfileSnapshot[]): LeadAtHand => {
          const lead = aLead(7, []);
          return { ...lead, atHand: { ...lead.atHand, snapshots } };
        };
        const snapshot = (version: number, fromMs: number | null) => ({ version, fromMs, fields: { version } });
        const active = aLead(7, [anEvent('e1', 20)]);
        await save({
          a: active,
          b: { ...active, atHand: { ...active.atHand, added: [{ event: anEvent('e2', 20), weighed: true }] } },
        });
        const notedFrom = async () => (await glances()).map(({ profiles, notedFromMs }) => [profiles, notedFromMs]);
        const today = [{ fromMs: -Infinity, fields: {} }];
        expect(await notedFrom()).toEqual([
          [today, null],
          [today, null],
        ]);
        await save({ a: noting(snapshot(1, null), snapshot(3, 25)), b: noting(snapshot(1, 12), snapshot(2, null)) });
        await save({ a: noting(snapshot(3, 26), snapshot(1, 11)), b: noting(snapshot(2, 14), snapshot(2, null)) });
        const [before, one, two, three] = [
          { fromMs: -Infinity, fields: {} },
          ...[1, 2, 3].map((version) => ({ fromMs: [11, 14, 25][version - 1]!, fields: { version } })),
        ];
        expect(await notedFrom()).toEqual([
          [[before, one, three], 11],
          [[before, { ...one, fromMs: 12 }, two], 12],
        ]);
        await setup.database.transaction(async (tx) => setup.leads.forget?.([laneOf('a'), laneOf('b')], tx));
        await save({ a: { ...active, generation: 1 } });
        expect((await notedFrom())[0]).toEqual([[before, one, three], 11]);
      });

      it('notes no more than the newest twenty', async () => {
        const lead = aLead(7, [anEvent('e1', 20)]);
        for (const half of [0, 1]) {
          const snapshots = Array.from({ length: 12 }, (_, n) => ({
            ...{ version: n * 2 + half, fromMs: n * 2 + half, fields: { n: n * 2 + half } },
          }));
          await save({ a: { ...lead, atHand: { ...lead.atHand, snapshots } } });
        }
        const [found] = await glances();
        // The earliest that is left stands for what was before.
        expect(found!.profiles).toHaveLength(21);
        expect(found!.profiles.slice(0, 2)).toEqual([
          { fromMs: -Infinity, fields: { n: 4 } },
          { fromMs: 4, fields: { n: 4 } },
        ]);
      });
    });

    it('tells of everybody who is known what came of them', async () => {
      const cycle = { cycleId: 'c', model: 'default', number: 1, startedAtMs: 5, origin: 'marketing' } as const;
      const ended = { ...cycle, progress: 'qualified', endedAtMs: 9, reason: null } as const;
      const profile = { version: 1, fields: { headcount: 5 } };
      await save({
        nobody: aLead(7, []),
        won: {
          ...aLead(7, []),
          profile,
          cyclesSoFar: 2,
          earlier: [
            { ...ended, outcome: 'lost' },
            { ...ended, outcome: 'won' },
          ],
        },
        lost: { ...aLead(7, []), cyclesSoFar: 1, earlier: [{ ...ended, progress: 'accepted', outcome: 'recycled' }] },
        rejected: { ...aLead(7, []), cyclesSoFar: 1, earlier: [{ ...ended, outcome: 'rejected' }] },
      });
      const found = [];
      for await (const page of setup.leads.everybody()) found.push(...page);
      expect(found).toEqual([
        { leadId: 'lost', profile: {}, qualified: true, accepted: true, outcome: 'lost' },
        { leadId: 'nobody', profile: {}, qualified: false, accepted: false, outcome: null },
        { leadId: 'rejected', profile: {}, qualified: true, accepted: false, outcome: 'lost' },
        { leadId: 'won', profile: { headcount: 5 }, qualified: true, accepted: true, outcome: 'won' },
      ]);
    });

    it('gives a lead back as it was saved, without what was only at hand', async () => {
      await save({ a: aLead(7, [anEvent('e1', 1)]) });
      const { atHand: _atHand, ...lead } = aLead(7, []);
      const stored = { ...lead, noted: 1 };
      expect(await setup.leads.find('a')).toEqual(stored);
      expect((await load(['a', 'b'])).get('a')).toEqual({
        ...stored,
        atHand: atHandOf({ known: new Map(), evidence: null, mails: new Map() }),
      });
      expect((await load(['a', 'b'])).has('b')).toBe(false);
      expect(await setup.leads.find('b')).toBeNull();
      expect(await setup.leads.find('\u0000')).toBeNull();
    });

    it('knows a new lead to have no evidence', () => {
      expect(setup.leads.initial()).toEqual(newLeadAtHand());
    });

    it('says which events of a batch are evidence already', async () => {
      await save({ a: aLead(7, [anEvent('e1', 1), anEvent('nul \u0000', 2)]) });
      const events = ['e1', 'e2', 'nul \u0000'].map((id) => recorded(id, 'a'));
      expect((await load(['a'], events)).get('a')?.atHand.known).toEqual(known('e1', 'nul \u0000'));
      expect((await load(['c'], [recorded('e1', 'c')])).get('c')?.atHand.known).toEqual(known('e1'));
    });

    it('adds evidence once, and keeps it as it was first', async () => {
      await save({ a: aLead(7, [anEvent('e1', 1, { type: 'first' })]) });
      await save({ a: aLead(7, [anEvent('e1', 1, { type: 'second' }), anEvent('e2', 2)]) });
      expect(await setup.leads.evidence('a', 10)).toEqual([anEvent('e1', 1, { type: 'first' }), anEvent('e2', 2)]);
    });

    it.each([
      ['of an older version', aLead(6, [])],
      ['doubtful', aLead(7, [], true)],
    ])('fetches the evidence of a lead whose tallies are %s', async (_how, lead) => {
      const evidence = [anEvent('e1', 1), anEvent('e2', 5)];
      await save({ a: { ...lead, atHand: aLead(7, evidence).atHand }, b: aLead(7, [anEvent('e3', 1)]) });
      const loaded = await load(['a', 'b']);
      expect(loaded.get('a')?.atHand.evidence?.()).toEqual(evidence);
      expect(loaded.get('b')?.atHand.evidence).toBeNull();
      newest = 8;
      expect((await load(['b'])).get('b')?.atHand.evidence?.()).toEqual([anEvent('e3', 1)]);
    });

    it('carries tallies over from a version that it knows, with what the changed rules read and without robots', async () => {
      const changed = inForceOf(
        ({ intent }) => ({
          intent: {
            ...intent,
            signals: intent.signals.map((signal) =>
              signal.id === 'reply' ? { ...signal, event: 'email_clicked' } : signal,
            ),
          },
        }),
        { version: 11 },
      );
      const moved = inForceOf(() => ({ timeZone: 'Asia/Tokyo' }), { version: 12 });
      const first = inForceOf(undefined, { version: 10 });
      for (const one of [first, changed, moved]) versions.set(one.agreementVersion, one);
      const click = (id: string, at: number, messageId: string) =>
        anEvent(id, at, { type: 'email_clicked', properties: { messageId, link: '/' } });
      const evidence = [
        anEvent('page', 1_000, { type: 'pricing_viewed' }),
        anEvent('delivered', 2_000, { type: 'email_delivered', properties: { messageId: 'm1' } }),
        click('robot', 3_000, 'm1'),
        click('human', 90_000, 'm1'),
      ];
      const lead = aLead(10, evidence);
      const human = evidence.filter(({ id }) => id !== 'robot');
      await save({ a: { ...lead, tallies: foldEvidence(human, first.agreement) } });
      newest = 11;
      const carried = (await load(['a'])).get('a')!;
      expect(carried.tallies).toEqual(foldEvidence(human, changed.agreement));
      expect(carried.tallies.signals['reply']).toHaveLength(1);
      expect(carried.atHand.evidence).toBeNull();
      newest = 12;
      const whole = (await load(['a'])).get('a')!;
      expect(whole).toMatchObject({ tallies: { version: 10 } });
      expect(whole.atHand.evidence!()).toEqual(evidence);
    });

    it('fetches what else belongs to the mails of a batch, of the same lead alone', async () => {
      const ofMail = (id: string, at: number, messageId: string, type = 'email_clicked') =>
        anEvent(id, at, { type, properties: { messageId } });
      const nul = 'm2 \u0000';
      await save({
        a: aLead(7, [ofMail('late', 9, 'm1'), ofMail('early', 1, 'm1', 'email_delivered'), ofMail('other', 1, 'm3')]),
        b: aLead(7, [ofMail('of b', 1, 'm1'), ofMail('nul', 2, nul), anEvent('none', 3)]),
      });
      const clicked = (id: string, subject: string, messageId: string): CloudEvent => ({
        ...recorded(id, subject),
        data: { eventId: id, type: 'email_clicked', properties: { messageId } },
      });
      const found = await load(['a', 'b'], [clicked('x', 'a', 'm1'), clicked('y', 'b', nul)]);
      const mails = (leadId: string) =>
        Object.fromEntries([...found.get(leadId)!.atHand.mails].map(([id, events]) => [id, events.map((e) => e.id)]));
      expect(mails('a')).toEqual({ m1: ['early', 'late'] });
      expect(mails('b')).toEqual({ [nul]: ['nul'] });
    });

    it('tells what had occurred by an instant, an event of the future counted when it was received', async () => {
      const ahead = anEvent('ahead', 900, { receivedAt: 40 });
      const whole = anEvent('whole', 20, {
        receivedAt: 25,
        properties: { text: 'quote " \\ \u0000 🐘', nested: { a: [1, null] } },
        asset: { id: 'x', stage: 'aware' },
        machine: true,
      });
      await save({ a: aLead(7, [ahead, whole, anEvent('early', -1e12)]), b: aLead(7, [anEvent('other', 1)]) });
      expect((await setup.leads.evidence('a', 39)).map(({ id }) => id)).toEqual(['early', 'whole']);
      expect(await setup.leads.evidence('a', 40)).toEqual([anEvent('early', -1e12), whole, ahead]);
    });

    sweptLeadsContract(() => setup, aLead);

    describe('when lanes forget', () => {
      const leads = Array.from({ length: 40 }, (_, n) => `lead-${n}`);
      const lanes = [laneOf('lead-1'), laneOf('lead-2')];
      const others = leads.filter((leadId) => !lanes.includes(laneOf(leadId)));
      const event = (leadId: string, more: Partial<ScorableEvent> = {}) => anEvent(`of ${leadId} \u0000`, 1, more);
      const forget = () => setup.database.transaction(async (tx) => setup.leads.forget?.(lanes, tx));
      const at = (leadId: string) => setup.leads.evidence(leadId, 10);

      beforeEach(async () => {
        const all = leads.map((leadId): [string, LeadAtHand] => {
          const lead = aLead(7, [event(leadId, { asset: { id: 'x' } })]);
          return [leadId, { ...lead, cyclesSoFar: 2, toldVersion: 5 }];
        });
        await save(Object.fromEntries(all));
      });

      it('drops what is derived, and keeps what was decided', async () => {
        await forget();
        expect(await setup.leads.find('lead-1')).toEqual({
          ...newLeadScore(),
          version: 3,
          cyclesSoFar: 2,
          generation: 1,
        });
        expect(await at('lead-1')).toEqual([]);
        expect((await load(['lead-1'])).get('lead-1')?.atHand.evidence?.()).toEqual([]);
        for (const leadId of others) expect(await at(leadId)).toHaveLength(1);
        expect(await setup.leads.find(others[0]!)).toMatchObject({ toldVersion: 5 });
      });

      it('tells what it knew of evidence that is told again, which counts from then on', async () => {
        await forget();
        const told = (await load(['lead-1', 'lead-2'], [recorded(event('lead-1').id, 'lead-1')])).get('lead-1')!;
        const taken = event('lead-1', { asset: { id: 'x' } });
        expect(told.atHand.known).toEqual(new Map([[taken.id, { weighed: true, forgotten: taken }]]));
        expect(told.atHand.evidence?.()).toEqual([]);
        const again = event('lead-1', { type: 'told again' });
        const added = [
          { event: again, weighed: true },
          { event: event('new'), weighed: false },
        ];
        await save({ 'lead-1': { ...told, tallies: emptyTallies(7), atHand: { ...told.atHand, added } } });
        expect(await at('lead-1')).toEqual([again, event('new')]);
        const events = [again.id, event('new').id].map((id) => recorded(id, 'lead-1'));
        const { known: knows, evidence } = (await load(['lead-1'], events)).get('lead-1')!.atHand;
        expect(knows.get(again.id)).toEqual({ weighed: true, forgotten: null });
        expect(knows.get(event('new').id)).toEqual({ weighed: false, forgotten: null });
        expect(evidence).toBeNull();
      });

      it('loads the evidence of a lead while more of it is told again', async () => {
        await save({ 'lead-1': aLead(7, [anEvent('second', 2)]) });
        await forget();
        const first = await load(['lead-1'], [recorded('second', 'lead-1')]);
        const added = [{ event: anEvent('second', 2), weighed: true }];
        const half = first.get('lead-1')!;
        await save({ 'lead-1': { ...half, tallies: emptyTallies(7), atHand: { ...half.atHand, added } } });
        const { evidence } = (await load(['lead-1'], [recorded(event('lead-1').id, 'lead-1')])).get('lead-1')!.atHand;
        expect(evidence?.()).toEqual([anEvent('second', 2)]);
      });

      it('notes that evidence was weighed which a retelling had brought', async () => {
        const lead = aLead(7, []);
        const added = [{ event: anEvent('ahead', 2), weighed: false }];
        await save({ a: { ...lead, atHand: { ...lead.atHand, added } } });
        const [itself] = [recorded('ahead', 'a')];
        const { atHand } = (await load(['a'], [itself])).get('a')!;
        expect(atHand.known.get('ahead')?.weighed).toBe(false);
        await save({ a: { ...lead, atHand: { ...lead.atHand, weighed: ['ahead'] } } });
        expect((await load(['a'], [itself])).get('a')?.atHand.known).toEqual(known('ahead'));
      });

      it('takes it back when the transaction fails', async () => {
        const failed = setup.database.transaction(async (tx) => {
          await setup.leads.forget?.(lanes, tx);
          throw new Error('no');
        });
        await expect(failed).rejects.toThrow('no');
        expect(await at('lead-1')).toHaveLength(1);
        expect(await setup.leads.find('lead-1')).toMatchObject({ toldVersion: 5 });
      });
    });

    it('reads a lead of an earlier version of the service, which had heard all that it knew', async () => {
      const { heard: _heard, ...row } = aLead(7, []);
      const statements = [{ channel: 'any', purpose: 'profiling', granted: false, at: '2026-03-02T10:00:00Z' }];
      const older = { ...row, profile: { version: 4, fields: {} }, consent: { version: 5, statements } };
      await save({ a: older as unknown as LeadAtHand });
      const heard = { profile: 4, consent: 5, objected: true };
      expect((await load(['a'])).get('a')).toMatchObject({ heard });
      expect(await setup.leads.find('a')).toMatchObject({ heard });
    });

    it('takes everything back when the transaction fails', async () => {
      const failed = setup.database.transaction(async (tx) => {
        await setup.leads.save(new Map([['a', aLead(7, [anEvent('e1', 1)])]]), tx);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(await setup.leads.find('a')).toBeNull();
      expect(await setup.leads.evidence('a', 10)).toEqual([]);
    });
  });
}
