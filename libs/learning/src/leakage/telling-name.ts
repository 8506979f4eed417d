/** What is written down only when the outcome is known. */
const AFTERWARDS = [
  /\b(won|lost|lose|loss|win|closed?|closing|churn(ed)?|reject(ed|ion)?|disqualif\w+|unqualified|dead) (date|day|time|at|on|reason|reasons|by|amount|value|lost)\b/,
  /\b(date|time|reason|amount) (won|lost|closed|converted|rejected|disqualified)\b/,
  /\bconver(ted|sion) (date|day|time|at|on|value|amount|account|contact|opportunity|deal|by)\b/,
  /\breason for (loss|losing|lost|rejection|winning|closing)\b/,
  /^(is )?(won|lost|closed|converted|win|loss|outcome)$/,
  /\bclosed (won|lost)\b/,
];
/** What often is. */
const OFTEN_AFTERWARDS = /\b(stage|status|disposition|opportunity|deal|contract|invoice|won|lost|closed?|converted)\b/;

/** Null where the name says nothing about the outcome. */
export function tellingName(column: string): { readonly certain: boolean; readonly why: string } | null {
  const words = column
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .join(' ')
    .trim();
  if (AFTERWARDS.some((pattern) => pattern.test(words))) {
    return { certain: true, why: 'By its name it is written down only when the outcome is known.' };
  }
  return OFTEN_AFTERWARDS.test(words)
    ? { certain: false, why: 'By its name it may be written down only when the outcome is known.' }
    : null;
}
