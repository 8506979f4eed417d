import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Api } from '../api.ts';
import { startInstallation, type Installation } from '../installation.ts';
import { allLeads, ofEach, type ListedLead } from './all-leads.ts';
import { smarketing, smarketingJson, type ImportReport } from './command-line.ts';
import { consequences } from './consequences.ts';
import { countByOrigin, dealsCsv, leadsCsv, olistLike, verdictOn } from './olist-like.ts';

type Counts = { total: number; outcomes: Record<string, number>; stages: Record<string, number> };
type Funnel = { leads: number; won: number; groups: { key: string | null; leads: number; won: number }[] };

const LEADS = 2_000;
const DEALS = 200;
const data = olistLike({ leads: LEADS, deals: DEALS }, 20_180_214);
const mqls = ['--map', 'examples/olist/mqls.map.yaml'];
const maps = [...mqls, '--map', 'examples/olist/deals.map.yaml'];

let folder: string;
let leadsFile: string;
let dealsFile: string;

/** Rows that are none, each with the line that it got and why it is refused. */
const broken = [
  { row: 'torn-row,2018-01-01', reason: 'it has 2 columns, where the first line names 4' },
  { row: 'no-day,the other day,some-page,email', reason: expect.stringContaining('first_contact_date') },
  { row: ',2018-01-01 00:00:00,some-page,email', reason: expect.stringContaining('mql_id') },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smarketing-import-'));
  leadsFile = join(folder, 'leads.csv');
  dealsFile = join(folder, 'deals.csv');
  // The broken rows stand from line 1,001 on, with good ones before and after.
  const lines = leadsCsv(data.leads).split('\n');
  lines.splice(1_000, 0, ...broken.map(({ row }) => row));
  await writeFile(leadsFile, lines.join('\n'));
  await writeFile(dealsFile, dealsCsv(data.deals));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const timelineOf = async (api: Api, id: string): Promise<readonly string[]> =>
  (await api.get<{ items: { eventId: string }[] }>(`/api/leads/${id}/timeline?limit=200`)).items.map(
    ({ eventId }) => eventId,
  );

describe('an import of history', () => {
  let installation: Installation;
  let first: { leads: readonly ListedLead[]; funnel: Funnel; timelines: readonly (readonly string[])[] };

  const read = async (): Promise<typeof first> => {
    const { api } = installation;
    const leads = (await allLeads(api)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const timelines = await ofEach(
      leads.filter((_, index) => index % 20 === 0),
      ({ id }) => timelineOf(api, id),
    );
    return { leads, funnel: await api.get<Funnel>('/api/reports/funnel?by=source'), timelines };
  };

  beforeAll(async () => {
    installation = await startInstallation('embedded');
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  it('takes in every row that can be read, and tells line and reason of each other one', async () => {
    const { files } = await smarketingJson<ImportReport>(installation, 'import', leadsFile, dealsFile, ...maps);
    const refused = broken.map(({ reason }, index) => ({ line: 1_001 + index, reason }));
    expect(files).toEqual([
      expect.objectContaining({ rows: LEADS + broken.length, sent: LEADS, refused }),
      expect.objectContaining({ rows: DEALS, sent: DEALS, refused: [] }),
    ]);
    first = await read();
    expect(new Set(first.leads.map(({ ids }) => ids.crmId))).toEqual(new Set(data.leads.map(({ id }) => id)));
    expect(first.leads).toHaveLength(LEADS);
  }, 120_000);

  it('gives the funnel of each origin as counted in the file', () => {
    expect(first.funnel).toMatchObject({ leads: LEADS, won: DEALS, conversion: 0.1 });
    const groups = new Map(first.funnel.groups.map(({ key, leads, won }) => [key, { leads, won }]));
    expect(groups).toEqual(countByOrigin(data));
    expect(groups.has(null)).toBe(true);
  });

  it('routes nobody, starts no clock, and enrols nobody', async () => {
    const { api } = installation;
    expect(await consequences(api)).toEqual([]);
    expect((await api.get<{ items: unknown[] }>('/api/sla/due?within=9999d')).items).toEqual([]);
    const { total, stages, outcomes } = await api.get<Counts>('/api/leads/counts');
    expect({ total, stages }).toMatchObject({ total: LEADS, stages: { lead: LEADS - DEALS, customer: DEALS } });
    expect(outcomes).toMatchObject({ nurture: 0, held: 0 });
    // Whom somebody has is whom somebody sold to, as the file says.
    const open = first.leads.filter(({ stage }) => stage !== 'customer');
    expect(open.filter(({ outcome, owner }) => outcome !== 'none' || owner !== null)).toEqual([]);
    const touched = first.leads.filter(
      ({ cycle, clocks, nurture }) => cycle !== null || clocks.length > 0 || nurture !== null,
    );
    expect(touched).toEqual([]);
  });

  it('changes nothing when it is repeated', async () => {
    const again = await smarketing(installation, 'import', leadsFile, dealsFile, ...maps, '--strict');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(`${leadsFile}:1001: ${String(broken[0]!.reason)}\n`);
    expect(await read()).toEqual(first);
    expect(first.timelines.flat()).toHaveLength(new Set(first.timelines.flat()).size);
  }, 120_000);
});

describe('an import as if it were happening', () => {
  let installation: Installation;
  let leads: readonly ListedLead[];

  beforeAll(async () => {
    installation = await startInstallation('embedded');
    await smarketingJson(installation, 'agreement', 'activate', 'examples/olist/agreement.yaml');
    await smarketingJson(installation, 'reps', 'apply', 'examples/olist/reps.yaml');
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  it('has every lead judged by the agreement in force', async () => {
    const run = ['--live', '--run', 'first'];
    const report = await smarketingJson<ImportReport>(installation, 'import', leadsFile, ...mqls, ...run);
    expect(report.live?.run).toBe('first');
    leads = await allLeads(installation.api);
    const verdicts = new Map(data.leads.map((lead) => [lead.id, verdictOn(lead)]));
    const judged = leads.map(({ ids, cycle, outcome }) => [ids.crmId, cycle?.priority ?? outcome] as const);
    expect(new Map(judged)).toEqual(verdicts);
  }, 120_000);

  it('leaves each of them routed, nurtured or held, with a reason', async () => {
    const { total, outcomes } = await installation.api.get<Counts>('/api/leads/counts');
    expect(total).toBe(LEADS);
    expect(outcomes['none']).toBe(0);
    expect(outcomes['routed']! + outcomes['nurture']! + outcomes['held']!).toBe(LEADS);
    expect(leads.filter(({ reason }) => reason.trim() === '')).toEqual([]);
    // Whoever shows next to no engagement, which is the digit 4, is written to by nobody.
    const onTrack = leads.filter(({ outcome, grade }) => outcome === 'nurture' && !grade.endsWith('4'));
    expect(onTrack.length).toBeGreaterThan(0);
    expect(leads.filter(({ nurture }) => nurture !== null)).toEqual(onTrack);
    expect(leads.filter(({ outcome, owner }) => (outcome === 'routed') !== (owner !== null))).toEqual([]);
  });

  it('gives each that is routed a rep of the pool, a hand-off, and clocks that run', async () => {
    const { api } = installation;
    const routed = leads.filter(({ outcome }) => outcome === 'routed');
    expect(routed.length).toBeGreaterThan(LEADS / 4);
    for (const { cycle, clocks } of routed) {
      expect(cycle?.pool).toBe('new-sellers');
      expect(clocks.map(({ kind, breachedAt }) => [kind, breachedAt])).toContainEqual(['first-touch', null]);
    }
    const handoffs = await ofEach(routed, ({ id }) =>
      api.get<{ items: { rep: { id: string }; packet: { summary: string } }[] }>(`/api/leads/${id}/handoff`),
    );
    expect(handoffs.map(({ items }) => items.map(({ rep }) => rep.id))).toEqual(routed.map(({ owner }) => [owner!.id]));
    const shares = new Map<string, number>();
    for (const { owner } of routed) shares.set(owner!.id, (shares.get(owner!.id) ?? 0) + 1);
    expect(shares.size).toBe(10);
    expect(Math.max(...shares.values()) - Math.min(...shares.values())).toBeLessThanOrEqual(1);
  }, 60_000);

  it('names the run in every event id, so that another run adds to what is there', async () => {
    const { api } = installation;
    const few = join(folder, 'few.csv');
    const some = data.leads.slice(0, 20);
    await writeFile(few, leadsCsv(some));
    const live = (run: string): Promise<ImportReport> =>
      smarketingJson<ImportReport>(installation, 'import', few, ...mqls, '--live', '--run', run);
    const ids = leads.filter(({ ids: { crmId } }) => some.some(({ id }) => id === crmId)).map(({ id }) => id);
    const lengths = async (): Promise<readonly number[]> =>
      (await ofEach(ids, (id) => timelineOf(api, id))).map(({ length }) => length);

    await live('first');
    expect(await lengths()).toEqual(ids.map(() => 1));
    await live('second');
    expect(await lengths()).toEqual(ids.map(() => 2));
  }, 60_000);
});
