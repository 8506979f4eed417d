/** Some of what a column may say. Ranges hold `from` and end before `to`; null is without end. */
export type Group =
  | { readonly kind: 'missing' }
  | { readonly kind: 'level'; readonly text: string }
  /** Every level that has no group of its own. */
  | { readonly kind: 'other'; readonly except: readonly string[] }
  /** `texts` are the words of the file for it. */
  | { readonly kind: 'truth'; readonly value: boolean; readonly texts: readonly string[] }
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null };

/** A group as people say it, after the column's name and a colon. */
export function groupInWords(group: Group, isDate = false): string {
  switch (group.kind) {
    case 'missing':
      return 'not filled in';
    case 'level':
      return group.text;
    case 'other':
      return group.except.length === 0 ? 'filled in' : 'anything else';
    case 'truth':
      return group.value ? 'yes' : 'no';
    case 'range': {
      const unit = isDate ? ' days ago' : '';
      if (group.from === null) return group.to === null ? 'filled in' : `below ${round(group.to)}${unit}`;
      if (group.to === null) return `${round(group.from)}${unit} or more`;
      return `${round(group.from)} to below ${round(group.to)}${unit}`;
    }
  }
}

function round(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}
