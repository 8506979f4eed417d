import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { flow } from '@smarketing/contracts';
import { eventually } from '@smarketing/testing';
import { startInstallation, type Installation, type Mode } from '../installation.ts';
import { differences, publicFigures } from '../replay/public-figures.ts';
import { LiveEvents } from './live-events.ts';
import { Prospect } from './people.ts';
import { officeAgreement, shortAgreement } from './short-agreement.ts';

const DAY_MS = 86_400_000;
const FIRST_TOUCH_SECONDS = 4;

type Entry = { points: number; withheldByCap: number; label: string };
type Score = {
  score: number;
  grade: string;
  entries: Entry[];
  fit: number;
  engagement: number;
  agreementVersion: number;
};
type Lead = {
  id: string;
  stage: string;
  grade: string;
  score: number;
  owner: { id: string; name: string } | null;
  cycle: { id: string; number: number } | null;
  nurture: { track: string } | null;
};
type Clock = {
  readonly kind: string;
  readonly dueAt: string;
  readonly breachedAt: string | null;
  readonly withdrawnAt: string | null;
  readonly metAt: string | null;
};
type Assignment = { readonly current: boolean; readonly at: string; readonly clocks: readonly Clock[] };

/** An instant at which the installation's clock starts, and when a hand raised then is to be called by office hours in Munich. */
export type FixedInstant = { readonly name: string; readonly startsAt: string; readonly callBy: string };

/** The loop of the product, through public input and public output only. */
export function theLoop(mode: Mode, instant?: FixedInstant): void {
  describe(`the loop, ${mode}${instant ? `, ${instant.name}` : ''}`, () => {
    let installation: Installation;
    const live = new LiveEvents();
    const anchorMs = Date.now();
    const offsetMs = instant ? Date.parse(instant.startsAt) - anchorMs : 0;
    const now = (): number => Date.now() + offsetMs;
    const lead = async (prospect: Prospect): Promise<Lead> =>
      (await installation.api.lead(prospect.email)) as unknown as Lead;
    const until = <T>(check: () => Promise<T>): Promise<T> => eventually(check, { withinMs: 40_000, everyMs: 100 });

    const assignments = async (leadId: string): Promise<readonly Assignment[]> =>
      (await installation.api.get<{ assignments: Assignment[] }>(`/api/leads/${leadId}/sla`)).assignments;
    const clocks = async (leadId: string, kind: string): Promise<(Clock & { current: boolean })[]> =>
      (await assignments(leadId)).flatMap((assignment) =>
        assignment.clocks
          .filter((clock) => clock.kind === kind)
          .map((clock) => ({ ...clock, current: assignment.current })),
      );

    beforeAll(async () => {
      const clock = instant && `${instant.startsAt}@${new Date(anchorMs).toISOString()}`;
      installation = await startInstallation(mode, clock === undefined ? {} : { clock });
      const { api } = installation;
      await live.follow(installation.url, installation.apiKey);
      await api.put('/api/reps/rosa', { name: 'Rosa Lindqvist', openLeadCap: 50, dailyCap: 50 });
      await api.put('/api/reps/tomas', { name: 'Tomas Achterberg', openLeadCap: 50, dailyCap: 50 });
      await api.put('/api/content/guide', {
        title: 'Where late deliveries begin',
        topic: 'late deliveries',
        pain: 'Late deliveries',
        stage: 'aware',
      });
      await api.idle();
    }, 180_000);

    if (instant) {
      it('promises a call by office hours', async () => {
        const { api } = installation;
        await api.activate(officeAgreement());
        await api.idle();
        const olga = new Prospect('Olga', now);
        await api.emit(olga.introduces());
        await api.emit(olga.did('demo_requested'));
        const { id } = await until(async () => {
          const found = await lead(olga);
          expect(found.owner).not.toBeNull();
          return found;
        });
        await until(async () => expect((await clocks(id, 'first-touch'))[0]?.dueAt).toBe(instant.callBy));
        // The next tests count leads: this one is won and gone.
        await api.say(olga.did('deal_opened', { dealId: 'olga-1', amount: 1 }));
        await api.say(olga.did('deal_won', { dealId: 'olga-1', amount: 1 }));
        await until(async () => expect((await lead(olga)).stage).toBe('customer'));
      }, 60_000);
    }

    it('puts an agreement in force that everybody adopts', async () => {
      const { api } = installation;
      const version = await api.activate(shortAgreement(FIRST_TOUCH_SECONDS));
      await api.idle();
      expect(await api.get('/api/agreements/current')).toMatchObject({ version, signed: false });
    }, 60_000);

    afterAll(async () => {
      live.stop();
      await installation?.remove();
    }, 60_000);

    it('goes once round: scored, routed, breached, re-routed, called, lost, recycled, and qualified again', async () => {
      const { api } = installation;
      const ada = new Prospect('Ada', now);
      await api.emit(ada.introduces());
      await api.emit(ada.did('content_downloaded', {}, 2 * DAY_MS, { id: 'guide', type: 'guide' }));
      await api.emit(ada.did('content_downloaded', {}, DAY_MS, { id: 'case', type: 'case_study' }));
      await api.emit(ada.did('pricing_viewed', {}, DAY_MS));
      await api.emit(ada.did('pricing_viewed', { supplierProblem: 'delivers late' }));

      // scored, with an explanation that sums exactly
      const routed = await until(async () => {
        const found = await lead(ada);
        expect(found.owner).not.toBeNull();
        return found;
      });
      const score = await api.get<Score>(`/api/leads/${routed.id}/score`);
      expect(score.grade).toMatch(/^[AB][12]$/);
      const hundredths = score.entries.reduce((sum, entry) => sum + Math.round(entry.points * 100), 0);
      expect(hundredths).toBe(Math.round(score.score * 100));
      expect(score.entries.some(({ label }) => /price/i.test(label))).toBe(true);

      // the hand-off tells the story
      const { items: packets } = await api.get<{
        items: { rep: { id: string }; packet: { summary: string; content: { title?: string }[] } }[];
      }>(`/api/leads/${routed.id}/handoff`);
      expect(packets[0]!.packet.summary).toMatch(/Ada Example, VP Operations, Ada Logistics/);
      expect(packets[0]!.packet.content.map(({ title }) => title)).toContain('Where late deliveries begin');

      // the clock runs out, and somebody else gets her
      const first = routed.owner!.id;
      const rerouted = await until(async () => {
        const found = await lead(ada);
        expect(found.owner!.id).not.toBe(first);
        return found;
      });
      // a call stops the second clock
      await api.say(ada.did('call_logged', { disposition: 'connected' }));
      await until(async () => {
        const [latest] = (await clocks(rerouted.id, 'first-touch')).filter(({ current }) => current);
        expect(latest).toMatchObject({ metAt: expect.any(String), breachedAt: null });
      });
      expect((await clocks(rerouted.id, 'first-touch')).some(({ breachedAt }) => breachedAt !== null)).toBe(true);
      // accepted, then lost
      await api.say(ada.did('lead_accepted'));
      await api.say(ada.did('deal_opened', { dealId: 'ada-1', amount: 12_000, stage: 'discovery' }));
      await api.say(ada.did('deal_stage_changed', { dealId: 'ada-1', stage: 'proposal' }));
      await api.say(
        ada.did('deal_lost', { dealId: 'ada-1', reason: 'competitor', competitor: 'Acme', contractEnd: '2027-12-31' }),
      );
      await until(async () => expect((await lead(ada)).nurture?.track).toBe('competitor'));

      // old evidence does not bring her back; a newly raised hand does, as a new cycle
      await api.idle();
      expect((await lead(ada)).stage).not.toMatch(/mql|sal/);
      await api.emit(ada.did('demo_requested'));
      await until(async () => {
        const again = await lead(ada);
        expect(again.cycle?.number).toBe(2);
        expect(again.owner).not.toBeNull();
      });
      await api.say(ada.did('call_logged', { disposition: 'connected' }));
      const funnel = await api.get<{ leads: number; won: number }>('/api/reports/funnel?by=source');
      expect(funnel).toMatchObject(instant ? { leads: 2, won: 1 } : { leads: 1, won: 0 });
    }, 120_000);

    it('nurtures a reader who only downloads, and never routes her', async () => {
      const { api } = installation;
      const nora = new Prospect('Nora', now);
      await api.emit({
        id: 'nora-identify',
        type: 'identify',
        data: { email: nora.email, traits: { firstName: 'Nora', title: 'Analyst' } },
      });
      for (const asset of ['one', 'two', 'three', 'four']) {
        await api.emit(nora.did('content_downloaded', {}, DAY_MS, { id: asset, type: 'guide' }));
      }
      await until(async () => expect((await lead(nora)).nurture?.track).toBe('long-cycle'));
      await api.idle();
      expect((await lead(nora)).owner).toBeNull();
      expect((await api.get<{ items: unknown[] }>(`/api/leads/${(await lead(nora)).id}/routing`)).items).toEqual([]);
    }, 60_000);

    it('withdraws a breach when a touch arrives late that had been in time', async () => {
      const { api } = installation;
      const bea = new Prospect('Bea', now);
      await api.emit(bea.introduces());
      await api.emit(bea.did('demo_requested'));
      const { id } = await until(async () => {
        const found = await lead(bea);
        expect(found.owner).not.toBeNull();
        return found;
      });
      await until(async () => expect((await clocks(id, 'first-touch'))[0]?.breachedAt).toEqual(expect.any(String)));
      const [{ at }] = (await assignments(id)) as [Assignment];
      await api.say(bea.did('call_logged', { disposition: 'connected' }, now() - Date.parse(at) - 1_000));
      await until(async () => expect((await clocks(id, 'first-touch'))[0]?.withdrawnAt).toEqual(expect.any(String)));
    }, 60_000);

    it('tells an answer by the rules from one against them', async () => {
      const { api } = installation;
      const cleo = new Prospect('Cleo', now);
      await api.emit(cleo.introduces());
      await api.emit(cleo.did('demo_requested'));
      await until(async () => expect((await lead(cleo)).owner).not.toBeNull());
      await api.say(cleo.did('lead_rejected', { reason: 'no such reason' }));
      const owner = (await lead(cleo)).owner!.id;
      const other = owner === 'rosa' ? 'tomas' : 'rosa';
      await api.say(cleo.did('lead_rejected', { reason: 'wrong-owner', fact: other, owner: other }));
      await until(async () => expect((await lead(cleo)).owner!.id).toBe(other));
      await api.say(cleo.did('call_logged', { disposition: 'connected' }));
      await api.say(cleo.did('objection_heard', { objection: 'too expensive', pain: 'budget' }));
      await api.say(cleo.did('lead_rejected', { reason: 'timing', fact: '2027-06-01', date: '2027-06-01' }));
      await until(async () => expect((await lead(cleo)).nurture?.track).toBe('timing'));
    }, 60_000);

    it('lets nobody give up before the attempts were made, and then keeps in touch', async () => {
      const { api } = installation;
      const hugo = new Prospect('Hugo', now);
      await api.emit(hugo.introduces());
      await api.emit(hugo.did('demo_requested'));
      const { id } = await until(async () => {
        const found = await lead(hugo);
        expect(found.owner).not.toBeNull();
        return found;
      });
      await api.say(hugo.did('lead_rejected', { reason: 'unable-to-reach' }));
      await api.idle();
      expect((await lead(hugo)).nurture).toBeNull();
      await api.say(hugo.did('call_logged', { disposition: 'no answer' }));
      await until(async () => expect(JSON.stringify(await api.get(`/api/leads/${id}/sla`))).toMatch(/"exhausted"/));
      await api.say(hugo.did('lead_rejected', { reason: 'unable-to-reach' }));
      await until(async () => expect((await lead(hugo)).nurture?.track).toBe('cold-drip'));
    }, 60_000);

    it('takes a nurtured lead out when sales takes it, and lets a win or an opt-out end its track', async () => {
      const { api } = installation;
      const dora = new Prospect('Dora', now);
      await api.emit({
        id: 'dora-identify',
        type: 'identify',
        data: { email: dora.email, traits: { firstName: 'Dora', title: 'Analyst' } },
      });
      for (const asset of ['one', 'two'])
        await api.emit(dora.did('content_downloaded', {}, DAY_MS, { id: asset, type: 'guide' }));
      await until(async () => expect((await lead(dora)).nurture?.track).toBe('long-cycle'));
      await api.say(dora.did('lead_nominated', { because: 'met her at a fair' }));
      await until(async () => expect((await lead(dora)).owner).not.toBeNull());
      await api.say(dora.did('call_logged', { disposition: 'connected' }));
      await api.emit({
        id: 'dora-consent',
        type: 'identify',
        data: {
          email: dora.email,
          consent: [{ channel: 'email', purpose: 'marketing', granted: false, at: new Date(now()).toISOString() }],
        },
      });
      await api.say(dora.did('deal_opened', { dealId: 'dora-1', amount: 5_000 }));
      await api.say(dora.did('deal_won', { dealId: 'dora-1', amount: 5_000 }));
      await until(async () => expect((await lead(dora)).stage).toBe('customer'));
    }, 60_000);

    it('lets three people of a company lift each other, none of whom would be called alone', async () => {
      const { api } = installation;
      const people = ['Wanda', 'Willem', 'Winnie'].map((name) => new Prospect(name, now, 'weavers'));
      const [wanda] = people as [Prospect];
      for (const person of people) {
        await api.emit(person.introduces({ industry: 'farming', title: 'Operations clerk' }));
        await api.emit(person.did('webinar_attended'));
        await api.emit(person.did('content_downloaded', {}, 0, { id: 'case', type: 'case_study' }));
        await api.emit(person.did('content_downloaded', {}, 0, { id: 'guide', type: 'guide' }));
        if (person !== people.at(-1)) {
          await api.idle();
          expect((await lead(wanda)).owner).toBeNull();
        }
      }
      for (const person of people) await until(async () => expect((await lead(person)).owner).not.toBeNull());
      const owners = await Promise.all(people.map(async (person) => (await lead(person)).owner!.id));
      expect(new Set(owners).size).toBe(1);
      const { items } = await api.get<{ items: { packet: { summary: string } }[] }>(
        `/api/leads/${(await lead(wanda)).id}/handoff`,
      );
      expect(items[0]!.packet.summary).toContain('Two colleagues engaged in 14 days: operations lead.');

      await api.idle();
      const account = await api.get<{ score: number; people: number; entries: Entry[] }>(
        '/api/accounts/weavers-logistics.example',
      );
      expect(account.people).toBe(3);
      const hundredths = account.entries.reduce((sum, { points }) => sum + Math.round(points * 100), 0);
      expect(hundredths).toBe(Math.round(account.score * 100));
      for (const person of people) await api.say(person.did('call_logged', { disposition: 'connected' }));
      await until(async () => {
        const { pressure } = await api.get<{ pressure: unknown }>(`/api/leads/${(await lead(wanda)).id}/score`);
        expect(pressure).toMatchObject({ touches: 1, mails: 0, engagements: 3, level: 'light' });
      });
      expect((await api.call('GET', '/api/accounts/nobody.example')).status).toBe(404);
    }, 60_000);

    it('says so when a lead cools', async () => {
      const { api } = installation;
      const emil = new Prospect('Emil', now);
      await api.emit(emil.did('pricing_viewed'));
      await until(async () => expect((await lead(emil)).grade).toMatch(/3$/));
      await api.emit(emil.did('page_viewed', { path: '/careers' }));
      await until(async () => expect((await lead(emil)).grade).toMatch(/4$/));
    }, 60_000);

    it('only proposes on the rung watch: nobody is given the lead, prompted or written to', async () => {
      const { api } = installation;
      const version = await api.activate(shortAgreement(FIRST_TOUCH_SECONDS, 'watch'));
      await api.idle();
      const wanda = new Prospect('Wanda', now);
      await api.emit(wanda.introduces());
      await api.emit(wanda.did('demo_requested'));
      const { id } = await until(async () => {
        const found = await api.lead(wanda.email);
        expect(found).toMatchObject({ outcome: 'proposed', owner: null, proposedTo: { id: expect.any(String) } });
        return found;
      });
      await until(async () => expect((await clocks(id, 'first-touch'))[0]?.breachedAt).toEqual(expect.any(String)));
      expect(await api.get(`/api/leads/${id}`)).toMatchObject({ rung: 'watch', agreementVersion: version });
      const { items } = await api.get<{ items: { packet: object }[] }>(`/api/leads/${id}/handoff`);
      expect(items).toMatchObject([{ packet: { proposed: true, rung: 'watch', agreementVersion: version } }]);
      await api.say(wanda.did('lead_rejected', { reason: 'no-need' }));
      await api.say(wanda.did('call_logged', { disposition: 'connected' }));
      await api.say(wanda.did('lead_rejected', { reason: 'no-need' }));
      await until(async () => expect((await lead(wanda)).nurture).not.toBeNull());
      const told = () => live.events.filter(({ subject }) => subject === id);
      const said = () => told().map(({ type }) => type.replace(/^smarketing\.(.*)\.v1$/, '$1'));
      const expected = ['lead.proposed', 'sla.breached', 'answer.accepted', 'lead.enrolled'];
      await until(async () => expect(said()).toEqual(expect.arrayContaining(expected)));
      for (const prompt of ['lead.routed', 'reminder.due', 'sla.escalated', 'attempt.due', 'nurture.step_due']) {
        expect(said()).not.toContain(prompt);
      }
      const acts = told()
        .map(({ data }) => (data as { act?: boolean }).act)
        .filter((act) => act !== undefined);
      expect(new Set(acts)).toEqual(new Set([false]));
      await api.activate(shortAgreement(FIRST_TOUCH_SECONDS));
      await api.idle();
    }, 60_000);

    it('holds a lead while everybody is full, and says who must act where there is nobody', async () => {
      const { api } = installation;
      for (const rep of ['rosa', 'tomas'])
        await api.put(`/api/reps/${rep}`, { name: rep, openLeadCap: 1, dailyCap: 1 });
      await api.idle();
      const full = new Prospect('Fred', now);
      await api.emit(full.introduces());
      await api.emit(full.did('demo_requested'));
      await until(async () => {
        const { items } = await api.get<{ items: { outcome?: string }[] }>(
          `/api/leads/${(await lead(full)).id}/routing`,
        );
        expect(JSON.stringify(items)).toMatch(/held/);
      });
      for (const rep of ['rosa', 'tomas']) await api.put(`/api/reps/${rep}`, { name: rep, active: false });
      await api.idle();
      const nobody = new Prospect('Gina', now);
      await api.emit(nobody.introduces());
      await api.emit(nobody.did('demo_requested'));
      await until(async () => {
        const { items } = await api.get<{ items: unknown[] }>(`/api/leads/${(await lead(nobody)).id}/routing`);
        expect(JSON.stringify(items)).toMatch(/unroutable/);
      });
    }, 60_000);

    it('builds all that it derives again, to the same figures', async () => {
      const { api } = installation;
      const at = new Date(now()).toISOString();
      const done = async (id: unknown): Promise<void> => {
        const { items } = await api.get<{ items: { id: string; state: string }[] }>('/api/replays');
        expect(items.map((item) => [item.id, item.state])).toEqual([1, 2, 3].map(() => [id, 'done']));
      };
      // Once more where a clock or a retry came due meanwhile.
      await eventually(
        async () => {
          await api.idle();
          const before = await publicFigures(api, at);
          const { status, body } = await api.call('POST', '/api/replays', { for: 'all' });
          expect([status, body['for']]).toEqual([202, ['scoring', 'feedback', 'console']]);
          await until(() => done(body['id']));
          await api.idle();
          expect(differences(before, await publicFigures(api, at))).toEqual([]);
        },
        { withinMs: 60_000, everyMs: 1_000 },
      );
    }, 120_000);

    it('says of everything that was decided under an agreement under which one', async () => {
      const { version } = await installation.api.get<{ version: number }>('/api/agreements/current');
      for (const { event, from } of flow) {
        const versions = live.events.filter(({ type }) => type === event.type).map((told) => told.agreementversion);
        expect([event.type, versions.length]).not.toEqual([event.type, 0]);
        // What ingestion says of the world, and the agreement of itself, comes before any agreement is asked.
        const isFact = from === 'ingestion' || from === 'agreement';
        const wrong = versions.filter((each) => (isFact ? each !== undefined : each === undefined || each > version));
        expect([event.type, wrong]).toEqual([event.type, []]);
      }
    });

    it('has travelled every edge of the flow, and set nothing aside', async () => {
      const { api } = installation;
      const untravelled = async (): Promise<string[]> =>
        (await api.flow()).edges
          .filter(({ count }) => count === 0)
          .map(({ event, from, to }) => `${event}: ${from} → ${to}`);
      await until(async () => expect(await untravelled()).toEqual([]));
      const metrics = await (await fetch(`${installation.url}/metrics`)).text();
      expect(metrics.split('\n').filter((line) => line.startsWith('smarketing_dead_letters_total{'))).toEqual([]);
    }, 60_000);
  });
}
