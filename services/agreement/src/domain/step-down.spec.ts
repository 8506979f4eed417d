import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml, parseAgreement, setLadder, type Rung } from '@smarketing/agreement';
import type { AgreementVersion } from '../store/agreement-store.ts';
import { inForceAt, statusOf } from './in-force.ts';
import { isRefusal } from './refusal.ts';
import type { Signatory } from './signature.ts';
import { stepDown, type SteppedDown } from './step-down.ts';

const now = Date.parse('2026-03-02T09:00:00.000Z');
const sam: Signatory = { id: 'sam', name: 'Sam Okoro', roles: ['sales'], keyMadeBy: null };
const signature = { side: 'sales' as const, person: 'x', name: 'X', at: '', digest: '' };

const version = (number: number, ladder: Rung, effectiveFrom: string): AgreementVersion => ({
  version: number,
  title: `Version ${number}`,
  effectiveFrom,
  activatedAt: effectiveFrom,
  signed: true,
  activatedBy: 'maria',
  signatures: [signature],
  yaml: setLadder(defaultAgreementYaml, ladder),
  document: { ...defaultAgreement, ladder },
});
const past = version(1, 'enforce', '2026-01-01T00:00:00.000Z');
const present = version(2, 'assign', '2026-02-01T00:00:00.000Z');
const future = version(3, 'enforce', '2026-04-01T00:00:00.000Z');

const down = (to: Rung, person: Signatory | null = sam, versions = [present, past]): SteppedDown => {
  const answer = stepDown(versions, inForceAt(versions, now), to, person, now);
  if (isRefusal(answer)) throw new Error(answer.code);
  return answer;
};

describe('a step down the ladder', () => {
  it('is for one side alone, at once, and changes nothing else', () => {
    const { versions, entry } = down('watch');
    expect(versions).toEqual([
      {
        ...present,
        version: 3,
        effectiveFrom: '2026-03-02T09:00:00.000Z',
        activatedAt: '2026-03-02T09:00:00.000Z',
        activatedBy: 'sam',
        yaml: setLadder(present.yaml, 'watch'),
        document: { ...present.document, ladder: 'watch' },
      },
    ]);
    expect(parseAgreement(versions[0]!.yaml)).toMatchObject({ document: { ladder: 'watch' } });
    expect(entry).toMatchObject({ action: 'stepped-down', by: 'sam', version: 3, details: ['From assign to watch.'] });
  });

  it('holds for what is to come later, too', () => {
    const { versions } = down('advise', sam, [future, present, past]);
    expect(
      versions.map(({ version: number, effectiveFrom, document }) => [number, effectiveFrom, document.ladder]),
    ).toEqual([
      [4, '2026-03-02T09:00:00.000Z', 'advise'],
      [5, '2026-04-01T00:00:00.000Z', 'advise'],
    ]);
    const all = [...versions.toReversed(), future, present, past];
    expect(inForceAt(all, now).version).toBe(4);
    expect(inForceAt(all, Date.parse('2026-05-01T00:00:00Z')).version).toBe(5);
    expect(all.map((each) => statusOf(each, inForceAt(all, now)))).toEqual([
      'scheduled',
      'active',
      'superseded',
      'superseded',
      'superseded',
    ]);
  });

  it('may be taken while only what is to come stands higher', () => {
    const { versions } = down('assign', sam, [future, present, past]);
    expect(versions.map(({ version: number, document }) => [number, document.ladder])).toEqual([
      [4, 'assign'],
      [5, 'assign'],
    ]);
    expect(() => down('enforce', sam, [future, present, past])).toThrow('not-a-step-down');
  });

  it('is no step up, no step aside, and nobody else may take it', () => {
    expect(() => down('enforce')).toThrow('not-a-step-down');
    expect(() => down('assign')).toThrow('not-a-step-down');
    expect(() => down('watch', null)).toThrow('nobody');
    expect(() => down('watch', { ...sam, roles: ['ops', 'admin'] })).toThrow('not-your-side');
  });
});
