/**
 * PostgreSQL's text holds neither U+0000 nor half a surrogate pair. In JSON text the escape \u0000 means the same as the raw
 * character would, so a payload keeps its meaning; a lone surrogate becomes U+FFFD.
 */
export function storableText(text: string): string {
  // With the flag u a pair is one character, so only lone halves match.
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\u0000', '\\u0000');
}
