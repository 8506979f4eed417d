import type { AgreementDocument } from './agreement-document.ts';
import { located, unusableIds, type Contradiction, type Path } from './contradiction.ts';
import { modelsOf } from './models-of.ts';

/** Ids of the lists of a section that no other list refers to by rule. */
export const listsWithIds = {
  glossary: (document: Pick<AgreementDocument, 'glossary'>) =>
    unusableIds(located(['glossary'], document.glossary), 'glossary'),
  goodLead: (document: Pick<AgreementDocument, 'goodLead'>) =>
    unusableIds(located(['goodLead'], document.goodLead), 'criterion'),
  personas: (document: Pick<AgreementDocument, 'personas'>) =>
    unusableIds(located(['personas'], document.personas), 'persona'),
  exclusions: (document: Pick<AgreementDocument, 'exclusions'>) =>
    unusableIds(located(['exclusions'], document.exclusions), 'exclusion'),
  intent: ({ intent }: Pick<AgreementDocument, 'intent'>) =>
    unusableIds(located(['intent', 'signals'], intent.signals), 'signal'),
  qualification: ({ qualification }: Pick<AgreementDocument, 'qualification'>) =>
    unusableIds(located(['qualification', 'rules'], qualification.rules), 'qualification rule'),
  routing: ({ routing }: Pick<AgreementDocument, 'routing'>) => [
    ...unusableIds(located(['routing', 'pools'], routing.pools), 'pool'),
    ...unusableIds(located(['routing', 'territories'], routing.territories), 'territory'),
    ...unusableIds(located(['routing', 'rules'], routing.rules), 'routing rule'),
  ],
  sla: ({ sla }: Pick<AgreementDocument, 'sla'>) => unusableIds(located(['sla', 'plans'], sla.plans), 'plan'),
  reasons: ({ reasons }: Pick<AgreementDocument, 'reasons'>) =>
    unusableIds(
      reasons.map(({ code }, index) => ({ id: code, path: ['reasons', index, 'code'] })),
      'reason',
    ),
  nurture: ({ nurture }: Pick<AgreementDocument, 'nurture'>) =>
    unusableIds(located(['nurture', 'tracks'], nurture.tracks), 'track'),
  goals: ({ goals }: Pick<AgreementDocument, 'goals'>) => unusableIds(located(['goals'], goals), 'goal'),
  calendars: ({ calendars }: Pick<AgreementDocument, 'calendars'>) =>
    unusableIds(located(['calendars', 'list'], calendars.list), 'calendar'),
};

/** Ids of rules are unique within a model: fit and engagement rules share the entries of one ledger. */
export function modelIdContradictions(
  document: Pick<AgreementDocument, 'fit' | 'engagement' | 'models'>,
): Contradiction[] {
  const found = unusableIds([{ id: 'default', path: [] as Path }, ...located(['models'], document.models)], 'model');
  for (const { fit, engagement, path } of modelsOf(document)) {
    const rules = [
      ...fit.dimensions.flatMap((dimension, d) => located([...path, 'fit', 'dimensions', d, 'rules'], dimension.rules)),
      ...engagement.groups.flatMap((group, g) => located([...path, 'engagement', 'groups', g, 'rules'], group.rules)),
    ];
    found.push(
      ...unusableIds(located([...path, 'fit', 'dimensions'], fit.dimensions), 'dimension'),
      ...unusableIds(located([...path, 'fit', 'disqualifiers'], fit.disqualifiers), 'disqualifier'),
      ...unusableIds(located([...path, 'engagement', 'groups'], engagement.groups), 'group'),
      ...unusableIds(rules, 'rule'),
    );
  }
  return found;
}
