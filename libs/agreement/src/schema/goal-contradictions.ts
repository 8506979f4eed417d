import type { AgreementDocument } from './agreement-document.ts';
import type { Contradiction } from './contradiction.ts';

export function goalContradictions({ goals }: Pick<AgreementDocument, 'goals'>): Contradiction[] {
  let pay = 0;
  return goals.flatMap(({ target, variablePayShare, label }, index) => {
    pay += variablePayShare;
    const path = ['goals', index, 'variablePayShare'];
    if (variablePayShare > 0 && target === null) {
      return [{ path, message: `pay cannot hang on "${label}", which has no target yet` }];
    }
    return variablePayShare > 0 && pay > 1 + 1e-9
      ? [
          {
            path,
            message: `together the goals carry ${Math.round(pay * 100)} % of the variable pay: 100 % is all of it`,
          },
        ]
      : [];
  });
}
