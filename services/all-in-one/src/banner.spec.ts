import { expect, test } from '@jest/globals';
import { banner } from './banner.ts';

const ready = { url: 'http://127.0.0.1:4000', writeKey: 'w', apiKey: 'a' };

test.each([
  [
    { version: 0, title: 'The default', signed: false, ladder: 'enforce' as const },
    /in force is the one that ships with the product: nobody has signed it yet\.\n.*"enforce", the product enforces/,
  ],
  [
    { version: 7, title: 'Ours', signed: true, ladder: 'watch' as const },
    /in force is version 7, "Ours", signed by both sides\.\n.*"watch", the product watches: .*contacts nobody\./,
  ],
  [
    { version: 2, title: 'A try', signed: false, ladder: 'advise' as const },
    /in force is version 2, "A try": nobody has signed it yet\.\n.*"advise", the product advises/,
  ],
])('says what is in force, who has signed it, and on which rung: %j', (inForce, words) => {
  expect(banner(ready, inForce)).toMatch(words);
});
