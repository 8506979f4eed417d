import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadLetters } from './dead-letters.walk.ts';
import { distributed } from './distributed.walk.ts';
import { firstLead } from './first-lead.walk.ts';
import { importGuide } from './import.walk.ts';
import { learn } from './learn.walk.ts';
import { checkout, Reader } from './reader.ts';
import { readme } from './readme.walk.ts';
import { replayGuide } from './replay.walk.ts';
import { signing } from './signing.walk.ts';
import { firstLineOf, shellCommands, type ShellCommand } from './shell-commands.ts';
import type { Walk } from './walk.ts';

const walks: Readonly<Record<string, Walk>> = {
  'README.md': readme,
  'docs/guides/first-lead.md': firstLead,
  'docs/guides/import.md': importGuide,
  'docs/guides/distributed.md': distributed,
  'docs/guides/dead-letters.md': deadLetters,
  'docs/guides/replay.md': replayGuide,
  'docs/guides/signing.md': signing,
  'docs/guides/learn.md': learn,
};

const documents = globSync(['README.md', 'docs/guides/*.md', 'infra/README.md', 'examples/**/README*'], {
  cwd: checkout,
}).map((path) => path.replaceAll('\\', '/'));

function commandsOf(document: string): readonly ShellCommand[] {
  try {
    return shellCommands(readFileSync(join(checkout, document), 'utf8'));
  } catch (error) {
    throw new Error(`${document}, ${(error as Error).message}`, { cause: error });
  }
}

describe.each(documents.toSorted())('what %s tells to type', (document) => {
  const { steps, env, prepare, clear } = walks[document] ?? { steps: {} };
  const commands = commandsOf(document);
  let reader: Reader;

  beforeAll(async () => {
    reader = await Reader.sitDown(await env?.());
    await prepare?.(reader);
  }, 60_000);

  afterAll(async () => {
    await clear?.(reader);
    await reader.leave();
  }, 60_000);

  for (const command of commands) {
    const first = firstLineOf(command);
    it(`line ${command.line} works: ${first}`, async () => {
      const step = steps[first];
      if (step === undefined) throw new Error(`${document}:${command.line}: no test runs "${first}"`);
      await step(reader, command.text);
    }, 120_000);
  }

  it('is each told once, and all that is tested is told', () => {
    expect(commands.map(firstLineOf)).toEqual(Object.keys(steps));
  });
});

it('has a document for each walk', () => {
  expect(documents).toEqual(expect.arrayContaining(Object.keys(walks)));
});
