import { expect } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reader } from './reader.ts';
import { STARTED, type Walk } from './walk.ts';

/** Half of those who came by reference are won, a tenth of all others; each number of visits is as frequent on both sides. */
function leadsCsv(): string {
  const rows = Array.from({ length: 2_000 }, (_, n) => {
    const source = ['reference', 'search', 'fair', 'newsletter'][n % 4]!;
    const won = source === 'reference' ? n % 8 < 4 : n % 40 < 4;
    return [`lead-${n}`, source, (n * 7) % 10, won ? 'yes' : 'no'].join(',');
  });
  return `id,source,visits,won\n${rows.join('\n')}\n`;
}

/** The files of the guide stand in the reader's folder. */
const here = ({ folder }: Reader, command: string): string =>
  command.replace('leads.csv', join(folder, 'leads.csv')).replace('draft.yaml', join(folder, 'draft.yaml'));

/** docs/guides/learn.md, with made-up leads. */
export const learn: Walk = {
  prepare: async ({ folder }) => writeFileSync(join(folder, 'leads.csv'), leadsCsv()),
  steps: {
    'npx smarketing learn leads.csv --outcome won --ignore id': async (reader, command) => {
      const said = await reader.run(here(reader, command));
      expect(said).toMatch(/2,000 rows read, 2,000 used, 400 of them won \(20\.0 %\)/);
      expect(said).toMatch(/│ source +│ reference +│/);
    },
    'npx smarketing learn leads.csv --outcome won --ignore id --draft draft.yaml': async (reader, command) => {
      await reader.run(here(reader, command));
    },
    'npx smarketing agreement validate draft.yaml': async (reader, command) => {
      expect(await reader.run(here(reader, command))).toContain('is a valid agreement');
    },
    'npx smarketing learn leads.csv --outcome won --ignore id --json': async (reader, command) => {
      const learnt = JSON.parse(await reader.run(here(reader, command))) as Record<string, unknown>;
      expect(learnt).toMatchObject({ rows: 2_000, used: 2_000, positives: 400 });
      // As good as the source alone can be: of a won and a lost lead, ties by halves.
      expect(learnt['auc']).toBeGreaterThan(0.65);
      expect(learnt['ece']).toBeLessThan(0.06);
    },
    'npm start': async (reader, command) => {
      await reader.leaveRunning(command, STARTED);
    },
    'npx smarketing learn --live': async (reader, command) => {
      expect(await reader.run(command)).toMatch(
        /^There are not enough outcomes yet: \d+ won and \d+ lost, and at least 100 of each are needed\.\n$/,
      );
      const doctor = await reader.run('npx smarketing doctor');
      expect(doctor).toContain('– Model: There are not enough outcomes yet');
    },
  },
};
