import { compileCondition, type Predicate } from '../condition/compile-condition.ts';
import { hostTimeZone, resolveTimeZones } from '../document/resolve-time-zones.ts';
import type { AgreementDocument } from '../schema/agreement-document.ts';
import { localTime, type LocalTime } from '../score/local-time.ts';
import { compileEngagement, type CompiledEngagement, type CompiledEngagementRule } from './compile-engagement.ts';
import { compileFit, type CompiledFit, type Personas } from './compile-fit.ts';
import { compileIntent, type CompiledIntent, type CompiledSignal } from './compile-intent.ts';
import { compileQualification, type CompiledQualification } from './compile-qualification.ts';
import { compileRouting, type CompiledRouting } from './compile-routing.ts';

export type CompiledModel = {
  id: string;
  label: string;
  fit: CompiledFit;
  engagement: CompiledEngagement;
  rules: ReadonlyMap<string, CompiledEngagementRule>;
};

/** What an event of one type may match. */
export type EventMatchers = { rules: CompiledEngagementRule[]; signals: CompiledSignal[]; research: boolean };

export type CompiledExclusion = { id: string; label: string; goesTo: string; holds: Predicate };

/** An agreement made ready to be asked, once per version. Nothing in it is changed afterwards. */
export type CompiledAgreement = {
  version: number;
  /** With real time zones in place of `host`. */
  document: AgreementDocument;
  local: LocalTime;
  /** The model `default` first. */
  models: ReadonlyMap<string, CompiledModel>;
  byEventType: ReadonlyMap<string, EventMatchers>;
  exclusions: CompiledExclusion[];
  personas: { id: string; label: string; holds: Predicate }[];
  intent: CompiledIntent;
  qualification: CompiledQualification;
  routing: CompiledRouting;
};

export function compileAgreement(
  given: AgreementDocument,
  { version, timeZone = hostTimeZone() }: { version: number; timeZone?: string },
): CompiledAgreement {
  const document = resolveTimeZones(given, timeZone);
  const personas = new Map(document.personas.map(({ id, when }) => [id, when]));
  const models = new Map(
    [
      { id: 'default', label: document.title, fit: document.fit, engagement: document.engagement },
      ...document.models,
    ].map((model) => [model.id, compileModel(model, personas)]),
  );
  const intent = compileIntent(document.intent);
  return {
    version,
    document,
    local: localTime(document.timeZone),
    models,
    byEventType: indexByEventType([...models.values()], intent),
    exclusions: document.exclusions.map(({ when, ...rest }) => ({ ...rest, holds: compileCondition(when) })),
    personas: document.personas.map(({ when, ...rest }) => ({ ...rest, holds: compileCondition(when) })),
    intent,
    qualification: compileQualification(document),
    routing: compileRouting(document),
  };
}

function compileModel(model: AgreementDocument['models'][number], personas: Personas): CompiledModel {
  const engagement = compileEngagement(model.id, model.engagement);
  return {
    id: model.id,
    label: model.label,
    fit: compileFit(model.fit, personas),
    engagement,
    rules: new Map(engagement.groups.flatMap((group) => group.rules.map((rule) => [rule.id, rule]))),
  };
}

function indexByEventType(models: CompiledModel[], intent: CompiledIntent): ReadonlyMap<string, EventMatchers> {
  const index = new Map<string, EventMatchers>();
  const entryFor = (type: string): EventMatchers => {
    const found = index.get(type) ?? { rules: [], signals: [], research: false };
    index.set(type, found);
    return found;
  };
  for (const rule of models.flatMap((model) => [...model.rules.values()])) {
    for (const type of new Set(rule.eventTypes)) entryFor(type).rules.push(rule);
  }
  for (const signal of intent.signals) {
    for (const type of new Set(signal.eventTypes)) entryFor(type).signals.push(signal);
  }
  for (const type of intent.justResearching?.eventTypes ?? []) entryFor(type).research = true;
  return index;
}
