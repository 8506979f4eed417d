import type { Rung } from '../ladder/ladder.ts';

const WORDS: Readonly<Record<Rung, string>> = {
  watch: 'watches: it reads and measures, changes nothing and contacts nobody',
  advise: 'advises: it proposes owners and writes fields of its own, and contacts nobody',
  assign: 'assigns owners, reminds, escalates and nurtures',
  enforce: 'enforces: it assigns, reminds, escalates and nurtures, and its clocks re-route',
};

/** What the product does on a rung: "the product …". */
export const rungInWords = (rung: Rung): string => WORDS[rung];
