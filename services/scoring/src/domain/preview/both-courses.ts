import type { AgreementDocument, CompiledAgreement } from '@smarketing/agreement';
import { courseOf, type Course } from './course.ts';
import type { Span } from './excerpt.ts';
import type { History } from './history.ts';
import { stepsOf } from './steps.ts';
import { TalliesAlong } from './tallies-along.ts';

export type BothCourses = (history: History) => { readonly now: Course; readonly then: Course };

/** What tallies are made by, and what else decides whether somebody qualifies. */
const FOLDED: readonly (keyof AgreementDocument)[] = ['timeZone', 'engagement', 'intent'];
const DECIDED: readonly (keyof AgreementDocument)[] = [
  ...FOLDED,
  ...(['models', 'fit', 'personas', 'exclusions', 'qualification', 'sla'] as const),
];

/** Goes through histories under two agreements at once, and does only once what both have in common. */
export function bothCourses(now: CompiledAgreement, then: CompiledAgreement, span: Span): BothCourses {
  const foldAlike =
    areAlike(now, then, FOLDED) &&
    isSame(
      now.document.models.map(({ id, engagement }) => ({ id, engagement })),
      then.document.models.map(({ id, engagement }) => ({ id, engagement })),
    );
  const decideAlike = areAlike(now, then, DECIDED);
  return (history) => {
    const walk = { history, steps: stepsOf(history, span), span };
    const along = (agreement: CompiledAgreement) => new TalliesAlong(history.evidence, walk.steps, span, agreement);
    const tallies = along(now);
    const course = courseOf(walk, now, tallies);
    if (decideAlike) return { now: course, then: course };
    return { now: course, then: courseOf(walk, then, foldAlike ? tallies : along(then)) };
  };
}

function areAlike(
  { document: a }: CompiledAgreement,
  { document: b }: CompiledAgreement,
  sections: readonly (keyof AgreementDocument)[],
): boolean {
  return sections.every((section) => isSame(a[section], b[section]));
}

/** Both were filled in by the same schema. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
