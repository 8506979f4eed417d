import { z } from 'zod';
import { conditionThat } from './condition.ts';
import { identifier, label } from './identifier.ts';

export const exclusions = z
  .array(
    z.strictObject({
      id: identifier,
      label,
      when: conditionThat('Whose profile fulfils this is no lead.'),
      goesTo: label.describe('Where the person goes instead, in words: "their account manager".'),
    }),
  )
  .describe('Who is no lead. Checked before all else, and never skipped by a raised hand.');
