import { z } from 'zod';
import { conditionThat } from './condition.ts';
import { identifier, label } from './identifier.ts';

export const personas = z
  .array(
    z.strictObject({
      id: identifier,
      label,
      when: conditionThat('Whose profile fulfils this is such a buyer; the first persona that fits is theirs.'),
    }),
  )
  .describe('The buyers whom both teams have in mind, each told by a condition on the profile.');
