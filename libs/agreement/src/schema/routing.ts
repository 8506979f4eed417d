import { z } from 'zod';
import { conditionThat } from './condition.ts';
import { identifier, label, part } from './identifier.ts';
import { priority } from './qualification.ts';

const pool = z.strictObject({
  id: identifier,
  label,
  calls: z
    .boolean()
    .default(true)
    .describe('Whether this pool calls; one that does not gets the mails of an attempt plan alone.'),
  members: z
    .enum(['all', 'listed'])
    .default('listed')
    .describe('Whose reps: all, or those whom the reference data puts into this pool.'),
  openLeadCap: z.number().int().positive().default(25).describe('How many open leads a rep may have.'),
  dailyCap: z.number().int().positive().default(10).describe('How many leads a rep may get in a day.'),
  weights: z
    .record(z.string().min(1), z.number().positive().max(100))
    .default({})
    .describe('How much more than others a rep gets, by the id of the rep; everybody else weighs 1.'),
});

const rule = z.strictObject({
  id: identifier,
  label,
  when: conditionThat(
    'What the profile must fulfil; it also has priority, model, grade, fitGrade and stage.',
  ).optional(),
  priorities: z.array(priority).min(1).optional().describe('For which priorities.'),
  models: z.array(identifier).min(1).optional().describe('For the score of which models, by their ids.'),
  territory: identifier.optional().describe('Id of a territory that the lead must lie in.'),
  skills: z.array(label).min(1).optional().describe('What the rep must know; each of them.'),
  languages: z.array(label).min(1).optional().describe('What the rep must speak; each of them.'),
  pool: identifier.describe('Id of the pool that gets the lead.'),
});

export type RoutingRule = z.output<typeof rule>;

export const routing = z
  .strictObject({
    pools: z.array(pool).min(1).describe('Groups of reps that take turns.'),
    territories: z
      .array(z.strictObject({ id: identifier, label, when: conditionThat('Which leads lie in it.') }))
      .default([])
      .describe('Parts of the market that routing rules name.'),
    rules: z.array(rule).default([]).describe('Ordered: the first rule that holds chooses the pool.'),
    catchAll: identifier.describe('Id of the pool that gets whomever no rule takes.'),
    everybodyAway: z
      .strictObject({
        policy: z
          .enum(['routeNow', 'wait', 'fallBack'])
          .describe('routeNow: route, and start the clock at the opening; wait; fallBack: to another pool.'),
        pool: identifier.optional().describe('Id of the pool to fall back on.'),
      })
      .default({ policy: 'routeNow' })
      .describe('What happens when nobody of the pool is there.'),
    holdForEnrichmentMinutes: z
      .number()
      .min(0)
      .max(100_000)
      .default(0)
      .describe('How many minutes a lead waits for missing data before it is routed.'),
    reopenedAccountDays: z
      .number()
      .min(0)
      .max(3660)
      .default(90)
      .describe('For how many days after a deal a lead of the account goes to its last owner.'),
    turnBack: z
      .strictObject({
        reasons: z
          .array(identifier)
          .default([])
          .describe('Codes of reasons for which a rejection gives the turn back.'),
        maxShare: part.default(0.1).describe("Up to this share of a rep's turns in a month."),
      })
      .default({ reasons: [], maxShare: 0.1 })
      .describe('When a rejected lead does not count as a turn.'),
    absenceReturn: z
      .enum(['keepPlace', 'catchUp', 'cappedCatchUp'])
      .default('keepPlace')
      .describe('How a rep who comes back is counted: keeps the place, catches up, or catches up so far.'),
  })
  .describe('Who gets a lead.');
