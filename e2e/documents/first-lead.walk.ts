import { expect } from '@jest/globals';
import { STARTED, type Walk } from './walk.ts';

const grace = 'grace@compilers.example';

/** docs/guides/first-lead.md */
export const firstLead: Walk = {
  steps: {
    'npm start': async (reader, command) => {
      await reader.leaveRunning(command, STARTED);
    },
    'npx smarketing doctor': async (reader, command) => {
      expect(await reader.run(command)).toMatch(/✓ Installation: ready/);
    },
    "npx smarketing send - --wait <<'END'": async (reader, command) => {
      expect(await reader.run(command)).toContain('4 accepted, 0 refused');
      // Again, it changes nothing.
      const { id, score } = await reader.api().lead(grace);
      await reader.run(command);
      expect(await reader.api().lead(grace)).toMatchObject({ id, score });
      const timeline = await reader.api().get<{ items: unknown[] }>(`/api/leads/${id}/timeline`);
      expect(timeline.items).toHaveLength(4);
    },
    'npx smarketing explain grace@compilers.example': async (reader, command) => {
      const { score } = await reader.api().lead(grace);
      const said = await reader.run(command);
      expect(said).toContain('Asked for a demo');
      expect(said).toMatch(new RegExp(`│ sum .*│ +${Number(score).toFixed(2)} │`));
    },
    'npx smarketing handoff grace@compilers.example': async (reader, command) => {
      const lead = await reader.api().lead(grace);
      const said = await reader.run(command);
      expect(said).toMatch(/^P0 · Grace Hopper, VP Engineering, Compilers Ltd/);
      expect(said).toContain(`To ${(lead['owner'] as { name: string }).name}, `);
      expect(said).toContain('First touch by ');
    },
    'npx smarketing agreement show': async (reader, command) => {
      expect(await reader.run(command)).toMatch(/^Version 0, "The Smarketing default agreement": in force/);
    },
  },
};
