import type { AgreementDocument } from './agreement-document.ts';
import { missing, repeated, type Contradiction, type Located } from './contradiction.ts';
import { routingContradictions } from './routing-contradictions.ts';
import { qualificationContradictions } from './qualification-contradictions.ts';

/** What no single section can see: ids used twice, and references to what does not exist. */
export function contradictions(document: AgreementDocument): Contradiction[] {
  return [
    ...idContradictions(document),
    ...goodLeadContradictions(document),
    ...intentContradictions(document),
    ...decayContradictions(document),
    ...qualificationContradictions(document),
    ...routingContradictions(document),
    ...slaContradictions(document),
    ...nurtureContradictions(document),
  ];
}

function at(section: (string | number)[], list: readonly { id: string }[]): Located[] {
  return list.map(({ id }, index) => ({ id, path: [...section, index, 'id'] }));
}

/** The models with where each stands in the document. */
export function modelsOf(document: AgreementDocument) {
  return [
    { id: 'default', fit: document.fit, engagement: document.engagement, path: [] as (string | number)[] },
    ...document.models.map((model, index) => ({ ...model, path: ['models', index] as (string | number)[] })),
  ];
}

/** Ids of rules are unique within a model: fit and engagement rules share the entries of one ledger. */
function idContradictions(document: AgreementDocument): Contradiction[] {
  const found = [
    ...repeated(at(['glossary'], document.glossary), 'glossary'),
    ...repeated(at(['goodLead'], document.goodLead), 'criterion'),
    ...repeated(at(['personas'], document.personas), 'persona'),
    ...repeated(at(['exclusions'], document.exclusions), 'exclusion'),
    ...repeated(at(['intent', 'signals'], document.intent.signals), 'signal'),
    ...repeated(at(['qualification', 'rules'], document.qualification.rules), 'qualification rule'),
    ...repeated(at(['routing', 'pools'], document.routing.pools), 'pool'),
    ...repeated(at(['routing', 'territories'], document.routing.territories), 'territory'),
    ...repeated(at(['routing', 'rules'], document.routing.rules), 'routing rule'),
    ...repeated(at(['sla', 'plans'], document.sla.plans), 'plan'),
    ...repeated(at(['nurture', 'tracks'], document.nurture.tracks), 'track'),
    ...repeated(at(['goals'], document.goals), 'goal'),
    ...repeated(at(['calendars', 'list'], document.calendars.list), 'calendar'),
    ...repeated(
      document.reasons.map(({ code }, index) => ({ id: code, path: ['reasons', index, 'code'] })),
      'reason',
    ),
    ...repeated([{ id: 'default', path: [] }, ...at(['models'], document.models)], 'model'),
  ];
  for (const { fit, engagement, path } of modelsOf(document)) {
    const rules = [
      ...fit.dimensions.flatMap((dimension, d) => at([...path, 'fit', 'dimensions', d, 'rules'], dimension.rules)),
      ...engagement.groups.flatMap((group, g) => at([...path, 'engagement', 'groups', g, 'rules'], group.rules)),
    ];
    found.push(
      ...repeated(at([...path, 'fit', 'dimensions'], fit.dimensions), 'dimension'),
      ...repeated(at([...path, 'fit', 'disqualifiers'], fit.disqualifiers), 'disqualifier'),
      ...repeated(at([...path, 'engagement', 'groups'], engagement.groups), 'group'),
      ...repeated(rules, 'rule'),
    );
  }
  return found;
}

function goodLeadContradictions(document: AgreementDocument): Contradiction[] {
  const rules = new Set([
    ...document.intent.signals.map(({ id }) => id),
    ...modelsOf(document).flatMap(({ fit, engagement }) => [
      ...fit.dimensions.flatMap((dimension) => dimension.rules.map(({ id }) => id)),
      ...engagement.groups.flatMap((group) => group.rules.map(({ id }) => id)),
    ]),
  ]);
  return document.goodLead.flatMap((criterion, index) =>
    missing(criterion.rules, rules, ['goodLead', index, 'rules'], 'rule or signal'),
  );
}

function intentContradictions(document: AgreementDocument): Contradiction[] {
  const signals = new Set(document.intent.signals.map(({ id }) => id));
  return missing(document.intent.handRaisers, signals, ['intent', 'handRaisers'], 'signal');
}

/** Without a decay points would count for ever. */
function decayContradictions(document: AgreementDocument): Contradiction[] {
  return modelsOf(document).flatMap(({ engagement, path }) =>
    engagement.groups.flatMap((group, g) =>
      group.rules.flatMap((rule, r) =>
        (rule.decay ?? group.decay) === undefined
          ? [
              {
                path: [...path, 'engagement', 'groups', g, 'rules', r],
                message: `rule "${rule.id}" has no decay, and its group has none either`,
              },
            ]
          : [],
      ),
    ),
  );
}

function slaContradictions(document: AgreementDocument): Contradiction[] {
  const plans = new Set(document.sla.plans.map(({ id }) => id));
  const calendars = new Set(document.calendars.list.map(({ id }) => id));
  return [
    ...Object.entries(document.sla.priorities).flatMap(([priority, { plan }]) =>
      missing([plan], plans, ['sla', 'priorities', priority, 'plan'], 'plan', true),
    ),
    ...missing([document.calendars.default], calendars, ['calendars', 'default'], 'calendar', true),
  ];
}

function nurtureContradictions(document: AgreementDocument): Contradiction[] {
  const tracks = new Set(document.nurture.tracks.map(({ id }) => id));
  const reasons = new Set(document.reasons.map(({ code }) => code));
  return [
    ...missing([document.nurture.defaultTrack], tracks, ['nurture', 'defaultTrack'], 'track', true),
    ...document.nurture.tracks.flatMap((track, index) =>
      missing(track.entry, reasons, ['nurture', 'tracks', index, 'entry'], 'reason'),
    ),
    ...document.reasons.flatMap(({ action }, index) =>
      action.type === 'enrol'
        ? missing([action.track], tracks, ['reasons', index, 'action', 'track'], 'track', true)
        : [],
    ),
    ...missing(document.routing.turnBack.reasons, reasons, ['routing', 'turnBack', 'reasons'], 'reason'),
  ];
}
