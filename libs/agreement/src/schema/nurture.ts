import { z } from 'zod';
import { days, identifier, label, positivePoints } from './identifier.ts';
import { buyerStage } from './intent.ts';

const track = z.strictObject({
  id: identifier,
  label,
  entry: z.array(identifier).default([]).describe('Codes of the reasons that lead here.'),
  wakeAt: z
    .strictObject({
      field: z.string().min(1).max(100).optional().describe('The fact that states the date.'),
      offsetDays: z.number().min(-3660).max(3660).default(0).describe('Days from that date; −90 is 90 days before it.'),
      otherwiseAfterDays: days.describe('Days after which the track wakes when nobody stated a date.'),
    })
    .optional()
    .describe('When the track wakes by the calendar.'),
  steps: z
    .array(
      z.strictObject({
        afterDays: z.number().min(0).max(3660).describe('Days since the enrolment, or since the step before.'),
        kind: z.enum(['mail', 'task', 'wake']).describe('A mail, a task for somebody, or an attempt to wake the lead.'),
      }),
    )
    .default([])
    .describe('What happens on the track, in this order.'),
  repeatEveryDays: days.optional().describe('After the last step it is repeated every so many days.'),
  paceByStage: z
    .partialRecord(buyerStage, days)
    .optional()
    .describe('Days between mails by stage of buying, in place of fixed steps.'),
});

export const nurture = z
  .strictObject({
    tracks: z.array(track).min(1).describe('Where leads are looked after that sales does not work.'),
    defaultTrack: identifier.describe('Id of the track for whom no rule qualifies and no reason sends elsewhere.'),
    limits: z
      .array(
        z.strictObject({
          mails: z.number().int().positive().max(1000).describe('So many mails at most.'),
          perDays: days.describe('In so many days.'),
        }),
      )
      .default([])
      .describe('How often anybody is written to, on all tracks together.'),
    pauseWhileSalesWorks: z.boolean().default(true).describe('True: no nurture mails while sales works the lead.'),
    exitOn: z
      .array(z.enum(['deal', 'optOut', 'disqualified']))
      .default(['deal', 'optOut', 'disqualified'])
      .describe('What takes a lead off every track.'),
    sunsetAfterDays: days.describe('After so many days on a track without effect it ends.'),
    wakeOn: z
      .strictObject({
        handRaised: z.boolean().default(true).describe('True: a raised hand wakes any track.'),
        newPoints: positivePoints.describe('So many new points wake any track,'),
        withSignals: z.number().int().min(0).max(100).describe('together with so many intent signals.'),
      })
      .describe('What wakes a lead on any track.'),
  })
  .describe('What happens to leads that are not with sales.');
