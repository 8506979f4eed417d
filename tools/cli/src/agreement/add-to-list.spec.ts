import { describe, expect, it } from '@jest/globals';
import { defaultAgreementYaml, diffAgreements, parseAgreement, type AgreementDocument } from '@smarketing/agreement';
import { addToList } from './add-to-list.ts';

const documentOf = (yaml: string): AgreementDocument => {
  const parsed = parseAgreement(yaml);
  if ('document' in parsed) return parsed.document;
  throw new Error(JSON.stringify(parsed.problems));
};

describe('one more entry of a list', () => {
  const rule = { id: 'tiny-rule', label: 'Tiny', when: { field: 'headcount', op: 'lt', value: 5 }, points: -5 };
  const dimension = { id: 'tiny', label: 'Tiny', fields: ['headcount'], countsAsKnown: false, rules: [rule] };

  it('stands at its end, and leaves every other line as it was', () => {
    const added = addToList(defaultAgreementYaml, ['fit', 'dimensions'], dimension);
    const [before, after] = [defaultAgreementYaml, added].map((text) => text.split('\n')) as [string[], string[]];
    const at = after.findIndex((line, index) => line !== before[index]);
    const more = after.length - before.length;
    expect(after.toSpliced(at, more)).toEqual(before);
    expect(documentOf(added).fit.dimensions.at(-1)).toMatchObject(dimension);
    const changes = diffAgreements(documentOf(defaultAgreementYaml), documentOf(added));
    expect(changes).toEqual([expect.stringMatching(/^Tiny: new/), expect.stringMatching(/^Tiny: new/)]);
  });

  it.each([
    ['a block', ['exclusions']],
    ['groups', ['engagement', 'groups']],
  ])('is found again at the end of %s of the default', (_what, path) => {
    const added = addToList(defaultAgreementYaml, path, { id: 'marker', label: 'A: b # c' });
    expect(added).toMatch(/\n +- id: marker\n +label: "A: b # c"\n/);
  });

  it.each([
    ['a: { list: [] } # kept\nb: 1\n', /# kept/],
    ['a: { list: [{ x: 1 }] }\nb: 1\n', /x: 1/],
    ['a:\n  other: 2\nb: 1\n', /other: 2/],
    ['a:\n  list:\n    - x: 1', /x: 1\n {4}- id: new$/],
    [
      'a:\n  list:\n    - { x: 1 } # said beside it\n    # and below\nb: 1\n',
      /beside it\n {4}- id: new\n {4}# and below\nb: 1/,
    ],
  ])('is added to %j', (yaml, kept) => {
    const added = addToList(yaml, ['a', 'list'], { id: 'new' });
    expect(added).toMatch(kept);
    expect(added).toMatch(/id: new/);
  });
});
