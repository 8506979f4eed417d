import type { Condition } from '@smarketing/agreement';

/** Who somebody thinks is better or worse than others: by who they are, by what they did, or by both. */
export type Hunch = { readonly who?: Condition | undefined; readonly did?: Deed | undefined };

/** In the terms of an engagement rule. */
export type Deed = {
  readonly event: string | readonly string[];
  readonly when?: Condition | undefined;
  /** So often within so many days; once where it is left out. */
  readonly within?: { readonly times: number; readonly days: number } | undefined;
};

export function eventTypesOf({ event }: Deed): readonly string[] {
  return typeof event === 'string' ? [event] : event;
}
