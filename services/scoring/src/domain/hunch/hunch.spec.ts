import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, parseAgreement, type AgreementDocument, type ScorableEvent } from '@smarketing/agreement';
import type { Attempted } from './attempted.ts';
import { draftRule, pointsFor, type DraftKind } from './draft-rule.ts';
import { HunchCounter, type Comparison } from './hunch-counter.ts';
import type { Hunch } from './hunch.ts';

const DAY = 86_400_000;
const small = { field: 'headcount', op: 'lt', value: 10 } as const;

const lead = (headcount: number | null, outcome: Attempted['outcome'] = null): Attempted => ({
  ...{ leadId: 'l', qualified: outcome !== null, accepted: outcome === 'won', outcome },
  profile: headcount === null ? {} : { headcount },
});
const event = (type: string, day: number, more: Partial<ScorableEvent> = {}): ScorableEvent => ({
  ...{ id: `${type} ${day}`, type, occurredAt: day * DAY, receivedAt: day * DAY, properties: {} },
  ...more,
});
const times = <T>(n: number, item: T): T[] => Array.from({ length: n }, () => item);

function tested(hunch: Hunch, leads: readonly (readonly [Attempted, readonly ScorableEvent[]])[]): Comparison {
  const counter = new HunchCounter(hunch);
  for (const [each, evidence] of leads) counter.add(each, evidence);
  return counter.result();
}

describe('a hunch', () => {
  const segments = [
    ...times(2, lead(5, 'won')),
    ...times(38, lead(5, 'lost')),
    lead(5),
    ...times(30, lead(50, 'won')),
    ...times(30, lead(50, 'lost')),
    ...times(3, lead(null, 'won')),
  ].map((each) => [each, []] as const);

  it('is counted against all others, with what is not known of them among those', () => {
    const found = tested({ who: small }, segments);
    expect(found.matching).toMatchObject({ leads: 41, qualified: 40, accepted: 2, won: 2, lost: 38 });
    expect(found.rest).toMatchObject({ leads: 63, won: 33, lost: 30 });
    expect(found.unknown).toBe(3);
    // Wilson's interval of 2 of 40, as published tables have it.
    expect(found.matching.winRate!.rate).toBe(0.05);
    expect(found.matching.winRate!.lower).toBeCloseTo(0.0138, 4);
    expect(found.matching.winRate!.upper).toBeCloseTo(0.165, 4);
    expect(found.differs).toBe('less');
    expect(tested({ who: { not: small } }, segments)).toMatchObject({ differs: 'more', unknown: 3 });
  });

  it('says nothing of a difference that may be chance, or that nobody can know yet', () => {
    expect(tested({ who: small }, [...segments.slice(0, 4), ...segments.slice(-8)]).differs).toBeNull();
    const found = tested({ who: small }, [[lead(5), []]]);
    expect([found.matching.winRate, found.rest.winRate, found.differs]).toEqual([null, null, null]);
  });

  it('asks what they did, as a rule does', () => {
    const holds = (did: NonNullable<Hunch['did']>, ...evidence: readonly ScorableEvent[]) =>
      tested({ did }, [[lead(5), evidence]]).matching.leads === 1;
    const visit = (day: number) => event('pricing_viewed', day);
    expect(holds({ event: 'pricing_viewed' }, event('page_viewed', 1))).toBe(false);
    expect(holds({ event: ['x', 'pricing_viewed'] }, visit(1))).toBe(true);
    expect(holds({ event: 'pricing_viewed' }, { ...visit(1), machine: true })).toBe(false);
    const thrice = { event: 'pricing_viewed', within: { times: 3, days: 5 } };
    expect(holds(thrice, visit(1), visit(2), visit(6))).toBe(false);
    expect(holds(thrice, visit(1), visit(2), visit(5))).toBe(true);
    const when = { field: 'properties.plan', op: 'eq', value: 'team' } as const;
    expect(holds({ event: 'pricing_viewed', when }, visit(1))).toBe(false);
    expect(holds({ event: 'pricing_viewed', when }, event('pricing_viewed', 1, { properties: { plan: 'team' } }))).toBe(
      true,
    );
  });

  it('looks at what somebody did only where who they are leaves it open', () => {
    const counter = new HunchCounter({ who: small, did: { event: 'x' } });
    expect([lead(5), lead(50), lead(null)].map((each) => counter.asksWhatTheyDid(each))).toEqual([true, false, true]);
    expect(new HunchCounter({ who: small }).asksWhatTheyDid(lead(5))).toBe(false);
  });
});

describe('its rule', () => {
  const segment = (won: number, lost: number) => ({
    ...{ leads: won + lost, qualified: won + lost, accepted: won, won, lost },
    winRate: won + lost === 0 ? null : { rate: won / (won + lost), lower: 0, upper: 1 },
  });
  const found = (matching: readonly [number, number], rest: readonly [number, number]): Comparison => ({
    ...{ matching: segment(...matching), rest: segment(...rest), unknown: 0, differs: null },
  });
  const draft = (hunch: Hunch, comparison: Comparison, kind: DraftKind = 'points') =>
    draftRule(hunch, comparison, kind, defaultAgreement);
  const worse = found([4, 96], [100, 100]);

  const withRule = ({ section, value }: { section: readonly string[]; value: unknown }): AgreementDocument => {
    const document = structuredClone(defaultAgreement) as unknown as Record<string, unknown>;
    const parent = section.slice(0, -1).reduce((at, name) => at[name] as Record<string, unknown>, document);
    (parent[section.at(-1)!] as unknown[]).push(value);
    const parsed = parseAgreement(JSON.stringify(document));
    if ('document' in parsed) return parsed.document;
    throw new Error(JSON.stringify(parsed.problems));
  };

  const hunches: readonly (readonly [string, Hunch, DraftKind, readonly string[]])[] = [
    ['who they are', { who: { all: [small, { field: 'country', op: 'exists' }] } }, 'points', ['fit', 'dimensions']],
    [
      'what they did',
      { did: { event: ['a', 'b'], within: { times: 2, days: 3 } } },
      'points',
      ['engagement', 'groups'],
    ],
    ['whom to leave out', { who: small }, 'exclusion', ['exclusions']],
  ];
  it.each(hunches)('on %s makes a valid document', (_what, hunch, kind, section) => {
    const { rule } = draft(hunch, worse, kind);
    expect(rule).toMatchObject({ section, problems: [], points: kind === 'points' ? expect.any(Number) : null });
    expect(() => withRule(rule!)).not.toThrow();
    // The same hunch once more is another rule, and an exclusion would find nobody left.
    const again = draftRule(hunch, worse, kind, withRule(rule!));
    expect((again.rule!.value as { id: string }).id).not.toBe((rule!.value as { id: string }).id);
    expect(again.rule!.problems).toEqual(kind === 'points' ? [] : [expect.stringMatching(/can never match/)]);
  });

  it('is worth a tenth of the most for twice the odds, and half of it at most', () => {
    expect(pointsFor(found([199.5, 99.5], [99.5, 99.5]), 50)).toBe(5);
    expect(pointsFor(found([99.5, 199.5], [99.5, 99.5]), 50)).toBe(-5);
    expect(pointsFor(found([0, 100_000], [100, 100]), 50)).toBe(-25);
    expect(pointsFor(found([50, 50], [50, 50]), 50)).toBe(0);
  });

  it('is not drafted where nothing says what it is worth, or no rule can say it', () => {
    expect(draft({ who: small }, found([0, 0], [1, 1]))).toMatchObject({
      rule: null,
      because: expect.stringMatching(/ended yet/),
    });
    expect(draft({ who: small }, found([5, 5], [5, 5]))).toMatchObject({ rule: null });
    expect(draft({ who: small, did: { event: 'x' } }, worse)).toMatchObject({ rule: null });
    expect(draft({ did: { event: 'x' } }, worse, 'exclusion')).toMatchObject({ rule: null });
  });
});
