import { expect } from '@jest/globals';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@smarketing/testing';
import { checkout } from './reader.ts';
import { splitCommands } from './shell-commands.ts';
import { STARTED, type Walk } from './walk.ts';

type Leads = { items: { id: string; score: number; owner: { id: string; name: string } | null; clocks: unknown[] }[] };

/** README.md: `npm start`, and the two commands that it prints. */
export const readme: Walk = {
  steps: {
    'npm start': async (reader, command) => {
      const banner = await reader.leaveRunning(command, STARTED);
      const printed = splitCommands(banner.split('\n')).filter(({ text }) => text.startsWith('curl '));
      expect(printed).toHaveLength(2);
      const [send, look] = printed.map(({ text }) => text) as [string, string];
      expect(JSON.parse(await reader.run(send))).toMatchObject({ accepted: 1 });

      const lead = await eventually(
        async () => {
          const [found] = (JSON.parse(await reader.run(look)) as Leads).items;
          expect(found).toMatchObject({
            owner: { id: expect.any(String) },
            clocks: [expect.anything(), expect.anything()],
          });
          return found!;
        },
        { everyMs: 100 },
      );
      const api = reader.api();
      const reps = await api.get<{ items: { id: string }[] }>('/api/reps');
      expect(reps.items).toHaveLength(2);
      expect(reps.items.map(({ id }) => id)).toContain(lead.owner!.id);
      const explained = await api.get<{ entries: { points: number }[] }>(`/api/leads/${lead.id}/score`);
      expect(explained.entries.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(lead.score, 2);
      await reader.interrupt();
    },

    // The run that this belongs to is one: it cannot run itself.
    'npm test': async () => {
      const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      expect(scripts['test']).toMatch(/test\.mjs$/);
      const ci = join(checkout, '.ci/run');
      accessSync(ci, constants.X_OK);
      expect(readFileSync(ci, 'utf8')).toMatch(/^exec npm test$/m);
    },
  },
};
