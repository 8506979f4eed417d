import { defaultAgreementYaml } from './default-agreement.ts';
import { parseAgreement, type AgreementProblem } from './parse-agreement.ts';

/** What is wrong with the default once pieces of its text are replaced, and the line where the last piece was. */
export function problemsAfter(...edits: [from: string, to: string][]): { line: number; problems: AgreementProblem[] } {
  let text = defaultAgreementYaml;
  let line = 0;
  for (const [from, to] of edits) {
    const offset = text.indexOf(from);
    if (offset < 0) throw new Error(`The default agreement has no "${from}".`);
    line = text.slice(0, offset).split('\n').length;
    text = text.replace(from, () => to);
  }
  const parsed = parseAgreement(text);
  return { line, problems: 'problems' in parsed ? parsed.problems : [] };
}
