import { expect } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countByOrigin, dealsCsv, leadsCsv, olistLike, verdictOn } from '../import/olist-like.ts';
import { consequences } from '../import/consequences.ts';
import { STARTED, type Step, type Walk } from './walk.ts';

type Funnel = { leads: number; won: number; groups: { key: string | null; leads: number; won: number }[] };
type Counts = { total: number; outcomes: Record<string, number> };

const data = olistLike({ leads: 60, deals: 12 }, 1);
const routed = data.leads.filter((lead) => verdictOn(lead) !== 'nurture').length;

const imports =
  (sent: number, refused: number): Step =>
  async (reader, command) => {
    const { stdout, stderr } = await reader.runs(command);
    expect(stdout).toMatch(
      new RegExp(`│ +${sent + refused} +│ +${sent} +│ +${refused} +│`.replaceAll(' +│ +', ' *│ *')),
    );
    expect(stderr.match(/olist-\w+\.csv:\d+: .+/g) ?? []).toHaveLength(refused);
  };

const says =
  (what: string): Step =>
  async (reader, command) =>
    expect(await reader.run(command)).toContain(what);

/** docs/guides/import.md, with a few made-up leads in files like those of the public data set, and one row that is none. */
export const importGuide: Walk = {
  prepare: async ({ folder }) => {
    writeFileSync(join(folder, 'olist-mqls.csv'), `${leadsCsv(data.leads)}no-row,2018-01-01\n`);
    writeFileSync(join(folder, 'olist-deals.csv'), dealsCsv(data.deals));
  },
  steps: {
    'npm start': async (reader, command) => {
      await reader.leaveRunning(command, STARTED);
    },
    'npx smarketing import ../shared/data/olist-mqls.csv --map examples/olist/mqls.map.yaml': imports(60, 1),
    'npx smarketing import ../shared/data/olist-deals.csv --map examples/olist/deals.map.yaml': imports(12, 0),
    [`API_KEY=$(node -p "require('./.smarketing/credentials.json').apiKey")`]: async (reader, command) => {
      await reader.run(command);
    },
    [`curl -H "Authorization: Bearer $API_KEY" 'http://127.0.0.1:4000/api/reports/funnel?by=source'`]: async (
      reader,
      command,
    ) => {
      const funnel = JSON.parse(await reader.run(command)) as Funnel;
      expect(funnel).toMatchObject({ leads: 60, won: 12 });
      expect(new Map(funnel.groups.map(({ key, leads, won }) => [key, { leads, won }]))).toEqual(countByOrigin(data));
      expect(await consequences(reader.api())).toEqual([]);
    },
    'SMARKETING_DATA=.smarketing-live npm start': async (reader, command) => {
      await reader.leaveRunning(command, STARTED);
    },
    'export SMARKETING_DATA=.smarketing-live': async (reader, command) => {
      await reader.run(command);
    },
    'npx smarketing agreement validate examples/olist/agreement.yaml': says('is a valid agreement'),
    'npx smarketing agreement activate examples/olist/agreement.yaml': says('Version 1 of the agreement'),
    'npx smarketing reps apply examples/olist/reps.yaml': says('10 reps are set'),
    'npx smarketing import ../shared/data/olist-mqls.csv --map examples/olist/mqls.map.yaml --live': async (
      reader,
      command,
    ) => {
      await imports(60, 1)(reader, command);
      const counts = await reader.api('.smarketing-live').get<Counts>('/api/leads/counts');
      expect(counts).toMatchObject({ total: 60, outcomes: { routed, nurture: 60 - routed, held: 0, none: 0 } });
    },
    'npx smarketing explain b3b3f9d84108bc32a2e41264b0497938': says('Signed up on one of the three strongest pages'),
    'npx smarketing handoff b3b3f9d84108bc32a2e41264b0497938': says('First touch by '),
    'npx smarketing import ../shared/data/olist-mqls.csv ../shared/data/olist-deals.csv \\': async (
      reader,
      command,
    ) => {
      await imports(60, 1)(reader, command);
      const funnel = await reader.api('.smarketing-live').get<Funnel>('/api/reports/funnel?by=source');
      expect(funnel).toMatchObject({ leads: 60, won: 12 });
    },
  },
};
