import type { AgreementDocument } from './agreement-document.ts';
import { calendarContradictions } from './calendar-contradictions.ts';
import { contentAloneContradictions } from './content-alone.ts';
import type { Contradiction } from './contradiction.ts';
import { goalContradictions } from './goal-contradictions.ts';
import { exclusionContradictions, goodLeadContradictions, intentContradictions } from './good-lead-contradictions.ts';
import { listsWithIds, modelIdContradictions } from './id-contradictions.ts';
import { nurtureContradictions, reasonContradictions, turnBackContradictions } from './nurture-contradictions.ts';
import { qualificationContradictions } from './qualification-contradictions.ts';
import { routingContradictions, unreachablePriorities } from './routing-contradictions.ts';
import { scoringContradictions } from './scoring-contradictions.ts';
import { slaContradictions } from './sla-contradictions.ts';

type Section = keyof AgreementDocument;

type Check = { needs: readonly Section[]; find: (document: AgreementDocument) => Contradiction[] };

/** A check that sees the sections that it needs, and no others. */
function check<Needed extends Section>(
  needs: readonly Needed[],
  find: (document: Pick<AgreementDocument, Needed>) => Contradiction[],
): Check {
  return { needs, find };
}

const CHECKS: readonly Check[] = [
  ...Object.entries(listsWithIds).map(([section, find]): Check => ({ needs: [section as Section], find })),
  check(['fit', 'engagement', 'models'], modelIdContradictions),
  check(['fit', 'engagement', 'models', 'personas'], scoringContradictions),
  check(['goodLead', 'intent', 'fit', 'engagement', 'models'], goodLeadContradictions),
  check(['exclusions'], exclusionContradictions),
  check(['intent'], intentContradictions),
  check(['qualification', 'intent', 'sla', 'models'], qualificationContradictions),
  check(['qualification', 'intent', 'sla', 'fit', 'engagement', 'models'], contentAloneContradictions),
  check(['routing', 'models'], routingContradictions),
  check(['routing', 'qualification'], unreachablePriorities),
  check(['sla'], slaContradictions),
  check(['nurture', 'reasons'], nurtureContradictions),
  check(['reasons', 'goodLead', 'exclusions', 'fit'], reasonContradictions),
  check(['routing', 'reasons'], turnBackContradictions),
  check(['goals'], goalContradictions),
  check(['calendars'], calendarContradictions),
];

/**
 * What no single field can show: ids used twice, references to what does not exist, and rules that make each other impossible. Of
 * a document some sections of which cannot be read, what the others say among themselves.
 */
export function contradictions(document: Partial<AgreementDocument>): Contradiction[] {
  return CHECKS.filter(({ needs }) => needs.every((section) => document[section] !== undefined)).flatMap(({ find }) =>
    // What the check does not need may be missing.
    find(document as AgreementDocument),
  );
}
