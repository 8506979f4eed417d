import type { AgreementDocument } from '../schema/agreement-document.ts';
import { modelsOf } from '../schema/models-of.ts';

type Reason = AgreementDocument['reasons'][number];

/** An answer to choose, and the words for it where those are others. */
export type Choice = { readonly value: string; readonly label: string };

/** What a reason asks; `choices` is null where any answer is taken. */
export type Question = {
  readonly field: string;
  readonly label: string;
  readonly type: Reason['asks'][number]['type'];
  readonly choices: readonly Choice[] | null;
};

export type ReasonWithChoices = Omit<Reason, 'asks'> & { readonly asks: readonly Question[] };

/** The reasons for giving a lead back, each with the answers that its questions allow. */
export function reasonsWithChoices(document: AgreementDocument): readonly ReasonWithChoices[] {
  return document.reasons.map(({ asks, ...reason }) => ({
    ...reason,
    asks: asks.map(({ field, label, type, options, optionsFrom }) => {
      const listed = options?.map((each) => ({ value: each, label: each })) ?? [];
      const choices = optionsFrom === undefined ? listed : choicesFrom(document, optionsFrom);
      // A list that has come to be empty can bind nobody.
      return { field, label, type, choices: choices.length === 0 ? null : choices };
    }),
  }));
}

function choicesFrom(
  document: AgreementDocument,
  source: NonNullable<Reason['asks'][number]['optionsFrom']>,
): readonly Choice[] {
  switch (source) {
    case 'goodLead':
      return document.goodLead.map(({ id, label }) => ({ value: id, label }));
    case 'exclusions':
      return document.exclusions.map(({ id, label }) => ({ value: id, label }));
    case 'requiredFields': {
      const fields = new Set(modelsOf(document).flatMap(({ fit }) => fit.requiredFields));
      return [...fields].map((field) => ({ value: field, label: field }));
    }
    default:
      return source satisfies never;
  }
}

/** The choice that an answer names, by its value or its words, in whatever case; undefined where it names none. */
export function choiceNamed(choices: readonly Choice[], answer: string): Choice | undefined {
  const said = answer.trim().toLowerCase();
  return choices.find(({ value, label }) => said === value.toLowerCase() || said === label.toLowerCase());
}
