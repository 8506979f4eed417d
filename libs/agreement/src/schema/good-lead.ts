import { z } from 'zod';
import { identifier, label } from './identifier.ts';

export const goodLead = z
  .array(
    z.strictObject({
      id: identifier,
      label: label.describe('The criterion in words, such as "The company has the right size".'),
      rules: z
        .array(identifier)
        .min(1)
        .describe(
          'Ids of fit rules, engagement rules or intent signals: the criterion is met as soon as one of them is.',
        ),
    }),
  )
  .max(12)
  .describe(
    'What a good lead looks like, as criteria that are met, not met or unknown. Five to seven are a good number.',
  );
