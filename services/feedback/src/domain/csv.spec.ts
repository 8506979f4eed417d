import { expect, test } from '@jest/globals';
import { csv } from './csv.ts';

test('what is not known differs from what is empty, and nothing breaks a row or runs as a formula', () => {
  const rows = [
    [null, 1],
    ['', 2],
    ['a "b", c\n', 0.5],
    ['=1+1', 3],
  ];
  expect(csv(['source', 'leads'], rows)).toBe('source,leads\r\n,1\r\n"",2\r\n"a ""b"", c\n",0.5\r\n\'=1+1,3\r\n');
});
