import { v5 } from 'uuid';

const NAMESPACE = '0b1f6d4e-6c0b-5a57-9e0c-2c1d7e7a4b11';

/** uuid5 of an input and what is derived from it: the same decision made again gives the same ids. */
export function decisionId(inputId: string, ...parts: readonly (string | number)[]): string {
  return v5([inputId, ...parts].join('|'), NAMESPACE);
}
