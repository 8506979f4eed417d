import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction } from './contradiction.ts';

export function nurtureContradictions({
  nurture,
  reasons,
}: Pick<AgreementDocument, 'nurture' | 'reasons'>): Contradiction[] {
  const tracks = new Set(nurture.tracks.map(({ id }) => id));
  const codes = new Set(reasons.map(({ code }) => code));
  const enrolsIn = new Map(
    reasons.flatMap(({ code, action }) => (action.type === 'enrol' ? [[code, action.track] as const] : [])),
  );
  const entered = new Map<string, string>();
  return [
    ...missing([nurture.defaultTrack], tracks, ['nurture', 'defaultTrack'], 'track', true),
    ...nurture.tracks.flatMap((track, index) => {
      const path = ['nurture', 'tracks', index];
      return [
        ...missing(track.entry, codes, [...path, 'entry'], 'reason'),
        ...track.entry.flatMap((code, each) => {
          const other = enrolsIn.get(code) ?? entered.get(code) ?? track.id;
          entered.set(code, entered.get(code) ?? track.id);
          const message = `the reason "${code}" leads to the track "${other}" already`;
          return other === track.id ? [] : [{ path: [...path, 'entry', each], message }];
        }),
        ...(track.wakeAt !== undefined && track.wakeAt.field === undefined && track.wakeAt.offsetDays !== 0
          ? [{ path: [...path, 'wakeAt', 'offsetDays'], message: 'days from which date? Name its field' }]
          : []),
        ...(track.repeatEveryDays !== undefined && track.paceByStage !== undefined
          ? [
              {
                path: [...path, 'paceByStage'],
                message: 'a track that repeats its last step has no pace by stage: keep one of the two',
              },
            ]
          : []),
      ];
    }),
    ...nurture.limits.flatMap(({ perDays }, index) =>
      nurture.limits.findIndex((each) => each.perDays === perDays) === index
        ? []
        : [{ path: ['nurture', 'limits', index], message: `there is a limit for ${perDays} days already` }],
    ),
    ...reasons.flatMap(({ action }, index) =>
      action.type === 'enrol'
        ? missing([action.track], tracks, ['reasons', index, 'action', 'track'], 'track', true)
        : [],
    ),
  ];
}

export function reasonContradictions({
  reasons,
  goodLead,
  exclusions,
  fit,
}: Pick<AgreementDocument, 'reasons' | 'goodLead' | 'exclusions' | 'fit'>): Contradiction[] {
  const choices = {
    goodLead: goodLead.length,
    exclusions: exclusions.length,
    requiredFields: fit.requiredFields.length,
  };
  return reasons.flatMap(({ code, kind, needsPlanDone, asks }, index) => [
    ...(kind === 'reject' && needsPlanDone
      ? [
          {
            path: ['reasons', index, 'needsPlanDone'],
            message: `"${code}" rejects a lead before any contact, and cannot ask for a plan that was done`,
          },
        ]
      : []),
    ...asks.flatMap(({ optionsFrom }, each) =>
      optionsFrom === undefined || choices[optionsFrom] > 0
        ? []
        : [
            {
              path: ['reasons', index, 'asks', each, 'optionsFrom'],
              message: `there is nothing to choose from: ${optionsFrom} is empty`,
            },
          ],
    ),
  ]);
}

export function turnBackContradictions({
  routing,
  reasons,
}: Pick<AgreementDocument, 'routing' | 'reasons'>): Contradiction[] {
  const kinds = new Map(reasons.map(({ code, kind }) => [code, kind]));
  const path = ['routing', 'turnBack', 'reasons'];
  return [
    ...missing(routing.turnBack.reasons, new Set(kinds.keys()), path, 'reason'),
    ...routing.turnBack.reasons.flatMap((code, index) =>
      (kinds.get(code) ?? 'reject') === 'reject'
        ? []
        : [{ path: [...path, index], message: `only a rejection gives the turn back, and "${code}" is none` }],
    ),
  ];
}
