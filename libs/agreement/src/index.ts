export { allowanceOf, isAbove, ladder, type Allowance, type Rung } from './ladder/ladder.ts';
export { documentShape, type AgreementDocument, type AgreementInput } from './schema/agreement-document.ts';
export type { Condition, FieldCondition } from './schema/condition.ts';
export type { Contradiction } from './schema/contradiction.ts';
export type { Decay, OccurrenceCap } from './schema/engagement.ts';
export type { BuyerStage } from './schema/intent.ts';
export type { Priority } from './schema/qualification.ts';

export { compileCondition, type Predicate, type Truth } from './condition/compile-condition.ts';
export { fieldReader, type FieldReader } from './condition/field-reader.ts';

export { agreementJsonSchema, agreementJsonSchemaText } from './document/agreement-json-schema.ts';
export { defaultAgreement, defaultAgreementYaml } from './document/default-agreement.ts';
export {
  choiceNamed,
  reasonsWithChoices,
  type Choice,
  type ReasonWithChoices,
} from './document/reasons-with-choices.ts';
export { setLadder } from './document/set-ladder.ts';
export { diffAgreements } from './words/diff-agreements.ts';
export { parseCondition } from './document/parse-condition.ts';
export { parseAgreement, type AgreementProblem, type ParsedAgreement } from './document/parse-agreement.ts';
export { hostTimeZone, resolveTimeZones } from './document/resolve-time-zones.ts';

export {
  compileAgreement,
  type CompiledAgreement,
  type CompiledModel,
  type EventMatchers,
} from './compile/compile-agreement.ts';
export type { CompiledEngagement, CompiledEngagementRule, CompiledGroup } from './compile/compile-engagement.ts';
export type { CompiledFit } from './compile/compile-fit.ts';
export type { CompiledIntent, CompiledSignal } from './compile/compile-intent.ts';
export type { CompiledQualification, CompiledQualificationRule } from './compile/compile-qualification.ts';
export type { CompiledRouting, Pool, PoolChoice, RoutingSubject } from './compile/compile-routing.ts';

export { addEvidence, foldEvidence } from './score/add-evidence.ts';
export { carryOver, type CarryOver } from './score/carry-over.ts';
export { digitOf, type Digit } from './score/digit.ts';
export { toHundredths, toPoints } from './score/hundredths.ts';
export type { ActiveSignal } from './score/intent-at.ts';
export { judgeCriteria, type JudgedCriterion } from './score/judge-criteria.ts';
export { nextCrossing } from './score/next-crossing.ts';
export { exclusionOf, qualify, type Decision, type DecisionCause, type QualificationInput } from './score/qualify.ts';
export type { Asset, JsonValue, Profile, ScorableEvent } from './score/scorable-event.ts';
export {
  ledgerOf,
  scoreAt,
  scoreModels,
  scoreModelsInBrief,
  type Score,
  type ScoreInBrief,
  type ScoreOptions,
} from './score/score-at.ts';
export type { ScoreEntry } from './score/score-entry.ts';
export { scoreFit, type FitGrade, type FitScore } from './score/score-fit.ts';
export { packTallies, unpackTallies, type PackedTallies } from './score/packed-tallies.ts';
export { emptyTallies, type BucketTally, type Occurrence, type RuleTally, type Tallies } from './score/tallies.ts';

export { conditionInWords } from './words/condition-in-words.ts';
export { explainEntry, explainScore } from './words/explain-score.ts';
export { rungInWords } from './words/rung-in-words.ts';
export { sentences, type SectionSentences } from './words/sentences.ts';
