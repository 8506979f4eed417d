import { describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { defaultAgreementYaml } from './default-agreement.ts';
import { parseAgreement } from './parse-agreement.ts';
import { setLadder } from './set-ladder.ts';

const ladderOf = (yaml: string): string => {
  const parsed = parseAgreement(yaml);
  if (!('document' in parsed)) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document.ladder;
};

describe('another rung of the ladder', () => {
  it.each(['watch', 'advise', 'assign', 'enforce'] as const)(
    'is %s in the default, and nothing else changes',
    (rung) => {
      const yaml = setLadder(defaultAgreementYaml, rung);
      expect(ladderOf(yaml)).toBe(rung);
      const lines = (text: string): string[] => text.split('\n').filter((line) => !line.startsWith('ladder:'));
      expect(lines(yaml)).toEqual(lines(defaultAgreementYaml));
    },
  );

  it('is written where the text says none', () => {
    const without = defaultAgreementYaml.replace(/^ladder:.*\n/m, '').replace(/\n$/, '');
    expect(ladderOf(without)).toBe('enforce');
    expect(ladderOf(setLadder(without, 'watch'))).toBe('watch');
  });

  it.each([
    ['one line of JSON', (document: object) => JSON.stringify({ ...document, ladder: undefined })],
    ['an alias', () => 'title: &t enforce\nladder: *t\n'],
    ['an end of the document', () => `${defaultAgreementYaml.replace(/^ladder:.*\n/m, '')}...\n`],
  ])('is written whatever the form of the text: %s', (_, form) => {
    const parsed = parseAgreement(defaultAgreementYaml);
    const text = form('document' in parsed ? parsed.document : {});
    expect(parseDocument(setLadder(text, 'watch')).toJS()).toMatchObject({ ladder: 'watch' });
    expect(parseDocument(setLadder(text, 'watch')).errors).toEqual([]);
  });

  it('leaves a comment beside it, and JSON stays JSON', () => {
    const commented = defaultAgreementYaml.replace(/^ladder:.*\n/m, 'ladder: "enforce" # since May\n');
    expect(setLadder(commented, 'assign')).toMatch(/^ladder: assign # since May$/m);
    const parsed = parseAgreement(defaultAgreementYaml);
    const json = JSON.stringify('document' in parsed ? parsed.document : null, null, 2);
    expect(ladderOf(setLadder(json, 'watch'))).toBe('watch');
  });
});
