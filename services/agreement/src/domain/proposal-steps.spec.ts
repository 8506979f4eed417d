import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from '@smarketing/agreement';
import fc from 'fast-check';
import { versionOf } from './activation.ts';
import { digestOfProposal, type Proposal } from './proposal.ts';
import {
  agree,
  draft,
  edit,
  isSignedByBoth,
  propose,
  sign,
  turnDown,
  type Newest,
  type Step,
} from './proposal-steps.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { sides, type Side, type Signatory } from './signature.ts';

const now = Date.parse('2026-03-02T09:00:00.000Z');
const written = { yaml: defaultAgreementYaml, document: defaultAgreement };
const newest: Newest = { version: 4, ...written };
const titled = (title: string) => ({ yaml: `# ${title}`, document: { ...defaultAgreement, title } });

const maria: Signatory = { id: 'maria', name: 'Maria Lind', roles: ['marketing'], keyMadeBy: 'olga' };
const sam: Signatory = { id: 'sam', name: 'Sam Okoro', roles: ['sales'], keyMadeBy: 'otto' };
const both: Signatory = { id: 'bo', name: 'Bo Both', roles: ['marketing', 'sales'], keyMadeBy: 'olga' };
const ops: Signatory = { id: 'olga', name: 'Olga Ops', roles: ['ops', 'admin'], keyMadeBy: null };
const by = { name: 'maria', atMs: now };

const must = (answer: Step | Refusal): Proposal => {
  if (isRefusal(answer)) throw new Error(answer.refused);
  return answer.proposal;
};
const code = (answer: Step | Refusal): string => (isRefusal(answer) ? answer.code : 'no refusal');

const proposed = (effectiveFrom: string | null = null): Proposal =>
  must(propose(must(draft('p1', titled('Spring'), newest, by)), effectiveFrom, newest, by));
const signedBy = (proposal: Proposal, person: Signatory | null, side: Side, atMs = now): Step | Refusal =>
  sign(proposal, { side, person, digest: digestOfProposal(proposal) }, newest, atMs);

describe('who made the keys', () => {
  it('stands beside each signature and in the trail', () => {
    const step = signedBy(proposed(), maria, 'marketing') as Step;
    expect(step.proposal.signatures).toMatchObject([{ person: 'maria', keyMadeBy: 'olga' }]);
    expect(step.entry.details).toContain('With a key that olga made.');
  });

  it('lets nobody sign against a side whose key they have made, whoever signs first', () => {
    const madeByMaria: Signatory = { ...sam, keyMadeBy: 'maria' };
    const refusal = signedBy(must(signedBy(proposed(), maria, 'marketing')), madeByMaria, 'sales');
    expect(refusal).toMatchObject({
      ...{ code: 'key-of-other-side', refused: expect.stringMatching(/^Maria Lind made the key of Sam Okoro/) },
    });
    const turned = signedBy(must(signedBy(proposed(), madeByMaria, 'sales')), maria, 'marketing');
    expect(code(turned)).toBe('key-of-other-side');
  });

  it('is said where one made both: a new installation has to begin somewhere', () => {
    const once = must(signedBy(proposed(), maria, 'marketing'));
    const agreedWith = (other: Signatory) => agree(must(signedBy(once, other, 'sales')), 5, '2026', by).entry.details;
    expect(agreedWith({ ...sam, keyMadeBy: 'olga' })).toContain('Both signed with keys that olga made.');
    expect(agreedWith(sam)).toHaveLength(1);
  });
});

describe('the way to both signatures', () => {
  it('goes from a draft over a proposal and two signatures to a version', () => {
    const once = must(signedBy(proposed(), maria, 'marketing'));
    expect(once).toMatchObject({ status: 'proposed', version: null });
    expect(isSignedByBoth(once)).toBe(false);
    const twice = must(signedBy(once, sam, 'sales', now + 1_000));
    expect(isSignedByBoth(twice)).toBe(true);
    const version = versionOf(twice, [{ version: 4, signed: false }], 'sam', now + 1_000);
    expect(version).toMatchObject({
      version: 5,
      signed: true,
      title: 'Spring',
      effectiveFrom: '2026-03-02T09:00:01.000Z',
      signatures: [
        { side: 'marketing', person: 'maria', digest: digestOfProposal(proposed()) },
        { side: 'sales', person: 'sam', name: 'Sam Okoro' },
      ],
    });
    const agreed = agree(twice, 5, version.effectiveFrom, by);
    expect(agreed.proposal).toMatchObject({ status: 'agreed', version: 5 });
    expect(agreed.entry.details).toEqual([
      'Version 5, signed by Maria Lind for marketing and Sam Okoro for sales, in force from 2026-03-02T09:00:01.000Z.',
    ]);
  });

  it('comes into force on the day that was proposed, and not at all when that day passes without both', () => {
    const from = '2026-04-01T00:00:00.000Z';
    const once = must(signedBy(proposed(from), sam, 'sales'));
    expect(versionOf(must(signedBy(once, maria, 'marketing')), [], 'maria', now).effectiveFrom).toBe(from);
    expect(code(signedBy(once, maria, 'marketing', Date.parse(from) + 1))).toBe('date-passed');
    expect(code(propose(must(draft('p', written, newest, by)), '9999-12-31T23:59:59.000Z', newest, by))).toBe(
      'date-too-far',
    );
    expect(code(propose(must(draft('p', written, newest, by)), '2026-03-01T00:00:00.000Z', newest, by))).toBe(
      'date-passed',
    );
  });

  it('tells in words what was changed', () => {
    const step = draft('p1', titled('Spring'), newest, by);
    expect(step.entry).toMatchObject({ action: 'drafted', by: 'maria', at: '2026-03-02T09:00:00.000Z' });
    expect(step.entry.details.join()).toContain('Spring');
    expect(draft('p1', written, newest, by).entry.details).toEqual(['Nothing changes.']);
    expect(draft('p1', { ...written, yaml: `# a word\n${written.yaml}` }, newest, by).entry.details).toEqual([
      'Only comments or the layout change.',
    ]);
  });

  it('may be ended by a no of either side, with its reason, and begin again', () => {
    const once = must(signedBy(proposed(), maria, 'marketing'));
    const refused = must(turnDown(once, { because: 'Too many P2.', person: sam }, now));
    expect(refused).toMatchObject({
      status: 'refused',
      signatures: [],
      refusal: { by: 'sam', because: 'Too many P2.' },
    });
    expect(code(signedBy(refused, sam, 'sales'))).toBe('not-proposed');
    const again = must(propose(refused, null, newest, by));
    expect(again).toMatchObject({ status: 'proposed', refusal: null, signatures: [] });
    expect(code(turnDown(once, { because: 'no', person: ops }, now))).toBe('not-your-side');
    expect(code(turnDown(once, { because: 'no', person: null }, now))).toBe('nobody');
  });
});

describe('a shortcut to both signatures', () => {
  it('by one person with both roles: they sign for one side, and never for the other', () => {
    for (const [first, second] of [sides, sides.toReversed()] as [Side, Side][]) {
      const once = must(signedBy(proposed(), both, first));
      expect(code(signedBy(once, both, second))).toBe('one-person-two-sides');
      // Also not under another name that the same person got meanwhile.
      expect(code(signedBy(once, { ...both, name: 'Bo B.' }, second))).toBe('one-person-two-sides');
    }
  });

  it('without the role of the side, or without being anybody', () => {
    expect(code(signedBy(proposed(), maria, 'sales'))).toBe('not-your-side');
    expect(code(signedBy(proposed(), ops, 'sales'))).toBe('not-your-side');
    expect(code(signedBy(proposed(), null, 'sales'))).toBe('nobody');
  });

  it('before it is proposed, after it is agreed, or twice', () => {
    expect(code(signedBy(must(draft('p', written, newest, by)), maria, 'marketing'))).toBe('not-proposed');
    const once = must(signedBy(proposed(), maria, 'marketing'));
    expect(code(signedBy(once, { ...maria, id: 'mia' }, 'marketing'))).toBe('already-signed');
    const agreed = agree(must(signedBy(once, sam, 'sales')), 5, '', by).proposal;
    expect(code(signedBy(agreed, sam, 'sales'))).toBe('not-open');
    expect(code(edit(agreed, { ...titled('x'), revision: agreed.revision }, newest, by))).toBe('not-open');
    expect(code(propose(agreed, null, newest, by))).toBe('not-open');
    expect(code(turnDown(agreed, { because: 'no', person: sam }, now))).toBe('not-open');
  });

  it('by signing what has been edited since it was read', () => {
    const read = digestOfProposal(proposed());
    const edited = must(edit(proposed(), { ...titled('Summer'), revision: 2 }, newest, by));
    const again = must(propose(edited, null, newest, by));
    expect(code(sign(again, { side: 'sales', person: sam, digest: read }, newest, now))).toBe('changed-meanwhile');
    // The same text from another day on is something else.
    const later = must(
      propose(must(draft('p1', titled('Spring'), newest, by)), '2026-05-01T00:00:00.000Z', newest, by),
    );
    expect(code(sign(later, { side: 'sales', person: sam, digest: read }, newest, now))).toBe('changed-meanwhile');
  });

  it('by a change after the first signature: that one is void', () => {
    const once = must(signedBy(proposed(), maria, 'marketing'));
    const step = edit(once, { ...titled('Sly'), revision: once.revision }, newest, { name: 'sam', atMs: now });
    const edited = must(step);
    expect(edited).toMatchObject({ status: 'draft', signatures: [] });
    expect((step as Step).entry.details).toContain('The signature of Maria Lind for marketing is void.');
    const again = must(propose(edited, null, newest, by));
    expect(isSignedByBoth(must(signedBy(again, sam, 'sales')))).toBe(false);
    expect(code(propose(once, '2027-01-01T00:00:00.000Z', newest, by))).toBe('not-open');
  });

  it('by writing over what somebody else has written', () => {
    const proposal = proposed();
    expect(code(edit(proposal, { ...titled('x'), revision: proposal.revision - 1 }, newest, by))).toBe(
      'changed-meanwhile',
    );
  });

  it('past a version that has come since: it would undo that one unseen', () => {
    const newer = { ...newest, version: 5 };
    const once = must(signedBy(proposed(), maria, 'marketing'));
    expect(code(sign(once, { side: 'sales', person: sam, digest: digestOfProposal(once) }, newer, now))).toBe(
      'overtaken',
    );
    expect(code(propose(must(draft('p', written, newest, by)), null, newer, by))).toBe('overtaken');
  });
});

describe('whatever people try in whatever order', () => {
  const people = [maria, sam, both, ops, null];
  const signs = (who: fc.Arbitrary<[Signatory | null, Side]>, read: fc.Arbitrary<number>) =>
    fc.record({ do: fc.constant('sign' as const), by: who, read });
  const ofTheirs: [Signatory, Side][] = [
    [maria, 'marketing'],
    [sam, 'sales'],
    [both, 'marketing'],
    [both, 'sales'],
  ];
  const attempt = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('edit' as const), title: fc.constantFrom('A', 'B'), stale: fc.boolean() }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('propose' as const),
        from: fc.constantFrom(null, '2026-04-01T00:00:00.000Z'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), who: fc.constantFrom(...people) }) },
    {
      weight: 2,
      arbitrary: signs(fc.tuple(fc.constantFrom(...people), fc.constantFrom(...sides)), fc.integer({ min: 0, max: 3 })),
    },
    { weight: 6, arbitrary: signs(fc.constantFrom(...ofTheirs), fc.constant(0)) },
  );

  it('nothing is agreed but by two people, each for their own side, who have read what comes into force', () => {
    const reached = { agreed: 0, refusals: new Set<string>() };
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 30 }), (attempts) => {
        let proposal = must(draft('p', titled('A'), newest, by));
        /** What could be read so far, the newest first. */
        const digests = [digestOfProposal(proposal)];
        for (const [index, each] of attempts.entries()) {
          const atMs = now + index;
          const answer =
            each.do === 'edit'
              ? edit(
                  proposal,
                  { ...titled(each.title), revision: proposal.revision - (each.stale ? 1 : 0) },
                  newest,
                  by,
                )
              : each.do === 'propose'
                ? propose(proposal, each.from, newest, { ...by, atMs })
                : each.do === 'refuse'
                  ? turnDown(proposal, { because: 'no', person: each.who }, atMs)
                  : sign(
                      proposal,
                      { person: each.by[0], side: each.by[1], digest: digests[each.read] ?? '' },
                      newest,
                      atMs,
                    );
          if (isRefusal(answer)) {
            reached.refusals.add(answer.code);
            continue;
          }
          proposal = answer.proposal;
          if (digestOfProposal(proposal) !== digests[0]) digests.unshift(digestOfProposal(proposal));
          if (!isSignedByBoth(proposal)) continue;
          reached.agreed++;
          const [one, other] = proposal.signatures;
          expect(proposal.signatures).toHaveLength(2);
          expect(new Set([one!.side, other!.side]).size).toBe(2);
          expect(one!.person).not.toBe(other!.person);
          for (const { side, person, digest } of proposal.signatures) {
            expect(people.find((known) => known?.id === person)?.roles).toContain(side);
            expect(digest).toBe(digestOfProposal(proposal));
          }
          proposal = agree(proposal, 5, '', by).proposal;
        }
      }),
      { numRuns: 500 },
    );
    expect(reached.agreed).toBeGreaterThan(20);
    expect([...reached.refusals].toSorted()).toEqual([
      'already-signed',
      'changed-meanwhile',
      'nobody',
      'not-open',
      'not-proposed',
      'not-your-side',
      'one-person-two-sides',
    ]);
  });
});
