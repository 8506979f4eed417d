import { expect } from '@jest/globals';
import { Prospect } from '../loop/people.ts';
import { STARTED, type Walk } from './walk.ts';

/** docs/guides/replay.md, with one lead to be rebuilt. */
export const replayGuide: Walk = {
  steps: {
    'npm start': async (reader, command) => {
      await reader.leaveRunning(command, STARTED);
    },
    'npx smarketing replay --for console': async (reader, command) => {
      const ada = new Prospect('Ada', Date.now);
      for (const event of [ada.introduces(), ada.did('demo_requested')]) await reader.api().emit(event);
      await reader.api().idle();
      const before = await reader.api().get<{ items: unknown[] }>('/api/leads?limit=500');
      expect(await reader.run(command)).toMatch(/│ console +│ +[1-9]\d* │/);
      expect(await reader.api().get('/api/leads?limit=500')).toEqual(before);
    },
    [`API_KEY=$(node -p "require('./.smarketing/credentials.json').apiKey")`]: async (reader, command) => {
      await reader.run(command);
    },
    [`curl -H "Authorization: Bearer $API_KEY" 'http://127.0.0.1:4000/api/replays'`]: async (reader, command) => {
      const { items } = JSON.parse(await reader.run(command)) as { items: unknown[] };
      expect(items).toEqual([expect.objectContaining({ for: 'console', state: 'done', waitingFor: [] })]);
    },
  },
};
