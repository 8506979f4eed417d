import { describe, expect, test } from '@jest/globals';
import { shellCommands } from './shell-commands.ts';

const block = (language: string, ...lines: string[]): string =>
  ['Try:', '', `\`\`\`${language}`, ...lines, '```', ''].join('\n');

describe('the commands of a document', () => {
  test('are those of its sh blocks, with their lines', () => {
    const markdown =
      block('sh', 'npm start', '', '# then', 'infra/native/up') + block('yaml', 'npm: no') + block('sh', 'last');
    expect(shellCommands(markdown)).toEqual([
      { line: 4, text: 'npm start' },
      { line: 7, text: 'infra/native/up' },
      { line: 17, text: 'last' },
    ]);
  });

  test('go on over lines that end with a backslash, and over here-documents', () => {
    const long = ['curl \\', '  -X POST'];
    const here = ["send - <<'END'", '{"a":1}', '', 'END'];
    expect(shellCommands(block('sh', ...long, ...here, 'next'))).toEqual([
      { line: 4, text: long.join('\n') },
      { line: 6, text: here.join('\n') },
      { line: 10, text: 'next' },
    ]);
  });

  test.each(['', 'bash', 'console'])('may not hide in a block named "%s"', (language) => {
    expect(() => shellCommands(block(language, 'npm start'))).toThrow('line 3');
  });

  test('need blocks that are closed', () => {
    expect(() => shellCommands('```sh\nnpm start\n')).toThrow('line 1: the block is never closed');
    expect(() => shellCommands(block('sh', 'send - <<END', 'x'))).toThrow('line 4: the here-document');
  });
});
