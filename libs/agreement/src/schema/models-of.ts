import type { AgreementDocument } from './agreement-document.ts';
import type { Path } from './contradiction.ts';

type Engagement = AgreementDocument['engagement'];
type Fit = AgreementDocument['fit'];

export type LocatedModel = { id: string; fit: Fit; engagement: Engagement; path: Path };

/** All models, the one above the others as `default`, with where each stands in the document. */
export function modelsOf({
  fit,
  engagement,
  models,
}: Pick<AgreementDocument, 'fit' | 'engagement' | 'models'>): LocatedModel[] {
  return [
    { id: 'default', fit, engagement, path: [] },
    ...models.map((model, index) => ({ ...model, path: ['models', index] })),
  ];
}
