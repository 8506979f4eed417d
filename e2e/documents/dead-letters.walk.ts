import { expect } from '@jest/globals';
import { STARTED, type Walk } from './walk.ts';

/** docs/guides/dead-letters.md */
export const deadLetters: Walk = {
  steps: {
    'npm start': async (reader, command) => {
      await reader.leaveRunning(command, STARTED);
    },
    "npx smarketing send - --wait <<'END'": async (reader, command) => {
      expect(await reader.run(command)).toContain('3 accepted, 0 refused');
    },
    'npx smarketing dead-letters list': async (reader, command) => {
      const { stdout, stderr } = await reader.runs(command);
      expect(stdout).toMatch(/ingestion\/[0-9a-f-]{36} .* a record of intake .* undecodable: refused at the edge/);
      expect(stderr).toContain('--client-events');
    },
    'npx smarketing dead-letters show $(npx smarketing dead-letters list --names --limit 1)': async (
      reader,
      command,
    ) => {
      expect(await reader.run(command)).toMatch(/Why +undecodable: refused at the edge: event[^]*"problem": "event/);
    },
    'npx smarketing dead-letters replay --all --reason decide-threw': async (reader, command) => {
      expect(await reader.run(command)).toContain('Nothing waits that could be replayed.');
    },
    'npx smarketing dead-letters list --client-events': async (reader, command) => {
      expect(await reader.run(command)).toMatch(
        /client-events\/.* website: lin-1 .* quarantined: another properties\.need/,
      );
    },
    'npx smarketing dead-letters show $(npx smarketing dead-letters list --client-events --names --limit 1)': async (
      reader,
      command,
    ) => {
      expect(await reader.run(command)).toMatch(/Differs +properties\.need: counts "speed", here "price"/);
    },
  },
};
