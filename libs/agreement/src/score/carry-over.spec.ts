import { describe, expect, it } from '@jest/globals';
import { compileAgreement } from '../compile/compile-agreement.ts';
import { defaultAgreement } from '../document/default-agreement.ts';
import type { AgreementDocument } from '../schema/agreement-document.ts';
import { foldEvidence } from './add-evidence.ts';
import { carryOver } from './carry-over.ts';
import type { ScorableEvent } from './scorable-event.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-01-05T09:00:00Z');
const TYPES = [
  ...['page_viewed', 'pricing_viewed', 'content_downloaded', 'webinar_attended', 'webinar_registered', 'email_clicked'],
  ...['demo_requested', 'trial_started', 'form_submitted', 'email_replied', 'event_attended', 'ad_clicked'],
];

/** Mulberry32: a stream of numbers in [0, 1) that a seed fixes. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function historyOf(seed: number): ScorableEvent[] {
  const random = randomOf(seed);
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  return Array.from({ length: Math.floor(random() * 80) }, (_, n) => {
    const at = START_MS + Math.floor(random() * 300 * DAY_MS);
    return {
      ...{ id: `e${n}`, type: oneOf(TYPES), occurredAt: at, receivedAt: at + 500, source: 'website' },
      properties: {
        path: oneOf(['/products/1', '/careers', '/blog']),
        topic: oneOf(['sales', 'support']),
        justResearching: random() < 0.1,
      },
      ...(random() < 0.4
        ? { asset: { id: oneOf(['a', 'b', 'c']), type: 'guide', stage: oneOf(['aware', 'deciding']) } }
        : {}),
      ...(random() < 0.05 ? { machine: true } : {}),
    };
  });
}

type Engagement = AgreementDocument['engagement'];
type Rule = Engagement['groups'][number]['rules'][number];
const compiled = (document: AgreementDocument, version: number) =>
  compileAgreement(document, { version, timeZone: 'Europe/Berlin' });
const withRules = (edit: (rule: Rule, n: number) => Rule | null): AgreementDocument => {
  let n = 0;
  const groups = defaultAgreement.engagement.groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule) => edit(rule, n++) ?? []),
  }));
  return { ...defaultAgreement, engagement: { ...defaultAgreement.engagement, groups } };
};
const withDecay = (factor: number): AgreementDocument => ({
  ...defaultAgreement,
  engagement: {
    ...defaultAgreement.engagement,
    groups: defaultAgreement.engagement.groups.map((group) => ({
      ...group,
      decay:
        group.decay !== undefined && 'halfLifeDays' in group.decay
          ? { ...group.decay, halfLifeDays: group.decay.halfLifeDays * factor }
          : group.decay,
    })),
  },
});

const edits: Readonly<Record<string, AgreementDocument>> = {
  'nothing but the title': { ...defaultAgreement, title: 'Another' },
  'other thresholds': {
    ...defaultAgreement,
    engagement: { ...defaultAgreement.engagement, thresholds: { '1': 40, '2': 20, '3': 8 } },
  },
  'half of the points': withRules((rule) => ({ ...rule, points: rule.points / 2 })),
  'twice the points': withRules((rule) => ({ ...rule, points: rule.points * 2 })),
  'signs turned round': withRules((rule, n) => (n % 2 === 0 ? { ...rule, points: -rule.points } : rule)),
  'shorter half-lives': withDecay(0.2),
  'longer half-lives': withDecay(3),
  'a third of the rules gone': withRules((rule, n) => (n % 3 === 0 ? null : rule)),
  'other conditions for some': withRules((rule, n) =>
    n % 4 === 0 ? { ...rule, when: { field: 'properties.path', op: 'eq', value: '/blog' } } : rule,
  ),
  'other caps for some': withRules((rule, n) =>
    n % 5 === 0 ? { ...rule, occurrences: { max: 1, per: 'month' } } : rule,
  ),
  'other event types': withRules((rule, n) => (n % 6 === 0 ? { ...rule, event: ['ad_clicked', 'page_viewed'] } : rule)),
  'n times within d days': withRules((rule, n) => (n % 2 === 0 ? { ...rule, within: { times: 2, days: 20 } } : rule)),
  'signals changed, and one less': {
    ...defaultAgreement,
    intent: {
      ...defaultAgreement.intent,
      signals: defaultAgreement.intent.signals
        .slice(1)
        .map((signal, n) => (n === 0 ? { ...signal, event: 'page_viewed', when: undefined } : signal)),
      justResearching: undefined,
    },
  } as AgreementDocument,
};

describe('tallies that are carried over to another version', () => {
  const pairs = Object.entries(edits).flatMap(([name, document]) => [
    [`${name}`, defaultAgreement, document] as const,
    [`${name}, taken back`, document, defaultAgreement] as const,
  ]);

  it.each(pairs)('are those of a fold of the whole evidence: %s', (_name, from, to) => {
    const [before, after] = [compiled(from, 1), compiled(to, 2)];
    const over = carryOver(before, after)!;
    for (let seed = 1; seed <= 60; seed++) {
      const history = historyOf(seed);
      const needed = history.filter(({ type }) => over.types.includes(type));
      const carried = over.carry(foldEvidence(history, before), needed.toReversed());
      expect(JSON.stringify(carried)).toBe(JSON.stringify(foldEvidence(history, after)));
    }
  });

  it.each([
    ['nothing but the title', []],
    ['other thresholds', []],
    ['shorter half-lives', []],
    ['signs turned round', []],
  ])('need no evidence for %s', (name, types) => {
    expect(carryOver(compiled(defaultAgreement, 1), compiled(edits[name]!, 2))?.types).toEqual(types);
  });

  it('need what the changed rules read, and no more', () => {
    const rules = defaultAgreement.engagement.groups.flatMap((group) => group.rules);
    const read = rules.filter((_rule, n) => n % 4 === 0).flatMap(({ event }) => event);
    const over = carryOver(compiled(defaultAgreement, 1), compiled(edits['other conditions for some']!, 2))!;
    expect(new Set(over.types)).toEqual(new Set(read));
  });

  it('are not carried over to other days', () => {
    const other = compiled({ ...defaultAgreement, timeZone: 'Asia/Tokyo' }, 2);
    expect(carryOver(compiled(defaultAgreement, 1), other)).toBeNull();
  });
});
