import { defaultAgreement, resolveTimeZones, type AgreementDocument } from '@smarketing/agreement';
import { ON_THE_WEBSITE, TOPICS, TYPES } from './engagements.ts';

export const HALF_LIFE_DAYS = 14;
export const POINTS = 0.5;

/**
 * The default agreement with sixty rules of behaviour: each type of event, by what it is about. Every event meets exactly one of them and all
 * are worth the same, so that what a lead's tallies come to is the decayed sum of all that it did.
 */
export function sixtyRules(): AgreementDocument {
  const { engagement } = defaultAgreement;
  const groups = TYPES.map((type) => ({
    ...{ id: type, label: type, cap: 50, decay: { halfLifeDays: HALF_LIFE_DAYS } },
    rules: TOPICS.map((topic) => ({
      ...{ id: `${type}-${topic}`, label: `${type}: ${topic}`, event: type, points: POINTS },
      // As many as are allowed: what a cap leaves out would be missing in the sum.
      occurrences: { max: 100, per: 'week' as const },
      when: ON_THE_WEBSITE.has(type)
        ? { field: 'properties.path', op: 'matches' as const, value: `(?i)/${topic}(/|$)` }
        : { field: 'properties.topic', op: 'eq' as const, value: topic },
    })),
  }));
  return resolveTimeZones({ ...defaultAgreement, engagement: { ...engagement!, groups } }, 'Europe/Berlin');
}
