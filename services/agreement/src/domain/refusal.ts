/** Why something may not be done to the agreement, for the person who tried: a sentence, and a code for programs. */
export type Refusal = { readonly refused: string; readonly code: RefusalCode };

export type RefusalCode =
  | 'signatures-needed'
  | 'not-open'
  | 'not-proposed'
  | 'changed-meanwhile'
  | 'overtaken'
  | 'date-passed'
  | 'date-too-far'
  | 'already-signed'
  | 'one-person-two-sides'
  | 'key-of-other-side'
  | 'not-your-side'
  | 'nobody'
  | 'not-a-step-down';

export const refuse = (code: RefusalCode, refused: string): Refusal => ({ refused, code });

export const isRefusal = (answer: object): answer is Refusal => 'refused' in answer;
