import { RE2JS } from 're2js';

/** Text beyond this length is cut before a pattern sees it: people's patterns run on whatever prospects send. */
const LONGEST_SUBJECT = 10_000;

/**
 * A pattern takes up to as many steps for each letter as its program is long: of \pL{1000} a thousand. Such a one sees less, but never
 * less than is remembered: of a longer text no less is seen than of a shorter one.
 */
const MOST_STEPS = 2_000_000;

const LONGEST_REMEMBERED = 200;
const REMEMBERED = 1_000;

/** Answers to the latest patterns: a document is checked again wherever it is read, and compiling is what takes long. */
const checked = new Map<string, boolean>();

export function isLinearPattern(pattern: string): boolean {
  const known = checked.get(pattern);
  if (known !== undefined) return known;
  const answer = compiles(pattern);
  if (checked.size >= REMEMBERED) checked.clear();
  checked.set(pattern, answer);
  return answer;
}

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/**
 * A pattern in RE2 syntax, found anywhere in the text, in time linear in the text whatever the pattern. That safety costs
 * microseconds, and the same titles and paths come again and again, so the answers for the latest short texts are kept.
 */
export function compileLinearPattern(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  const affordable = Math.floor(MOST_STEPS / compiled.programSize());
  const longest = Math.min(LONGEST_SUBJECT, Math.max(LONGEST_REMEMBERED, affordable));
  let recent = new Map<string, boolean>();
  let older = new Map<string, boolean>();
  return (text) => {
    if (text.length > LONGEST_REMEMBERED) return compiled.test(text.slice(0, longest));
    const known = recent.get(text);
    if (known !== undefined) return known;
    const answer = older.get(text) ?? compiled.test(text);
    if (recent.size >= REMEMBERED) [older, recent] = [recent, new Map()];
    recent.set(text, answer);
    return answer;
  };
}
