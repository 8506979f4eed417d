import { describe, expect, it } from '@jest/globals';
import { compileAgreement } from '../compile/compile-agreement.ts';
import { defaultAgreement } from '../document/default-agreement.ts';
import { explainScore } from '../words/explain-score.ts';
import { foldEvidence } from './add-evidence.ts';
import { DAY_MS } from './decay.ts';
import { judgeCriteria } from './judge-criteria.ts';
import { qualify, type QualificationInput } from './qualify.ts';
import type { ScorableEvent } from './scorable-event.ts';
import { scoreAt } from './score-at.ts';

const compiled = compileAgreement(defaultAgreement, { version: 0, timeZone: 'Europe/Berlin' });
const NOW = Date.parse('2027-03-10T10:00:00Z'); // a Wednesday
const ada = {
  email: 'ada@analytical.example',
  freeMail: false,
  firstName: 'Ada',
  lastName: 'Lovelace',
  title: 'VP Operations',
  company: 'Analytical Engines',
  headcount: 200,
  industry: 'Software',
  country: 'GB',
};

let counter = 0;
function anEvent(type: string, daysAgo: number, more: Partial<ScorableEvent> = {}): ScorableEvent {
  counter += 1;
  const at = NOW - daysAgo * DAY_MS;
  return { id: `e${String(counter).padStart(4, '0')}`, type, occurredAt: at, receivedAt: at, ...more };
}

function decide(profile: object, events: ScorableEvent[], more: Partial<QualificationInput> = {}) {
  const tallies = foldEvidence(events, compiled);
  const evidenceFrom = more.evidenceFrom;
  const score = scoreAt(tallies, profile, compiled, NOW, evidenceFrom === undefined ? {} : { evidenceFrom });
  return qualify({ score, tallies, profile, compiled, nowMs: NOW, ...more });
}

describe('the score under the default agreement', () => {
  it('is the sum that anyone gets by hand', () => {
    const tallies = foldEvidence(
      [anEvent('demo_requested', 30), anEvent('pricing_viewed', 14), anEvent('webinar_attended', 0)],
      compiled,
    );
    const score = scoreAt(tallies, ada, compiled, NOW);
    expect(score.fit).toBe(5000); // 15 size + 10 industry + 7 country + 10 authority + 8 function
    expect(score.engagement).toBe(1000 + 300 + 600); // each after one half-life, or fresh
    expect(score.grade).toBe('A2');
    expect(score.provisional).toBe(false);
    expect(score.missingFields).toEqual([]);
    expect(explainScore(score).slice(0, 1)).toEqual([
      '69 points (A2): 50 points for who they are and 19 points for what they did.',
    ]);
    expect(explainScore(score)).toContain('Looked at the prices 14 days ago: 6 points, 3 points by now.');
  });

  it('counts prices once a day and twice a week', () => {
    const visits = [0, 0.01, 1, 2].map((daysAgo) => anEvent('pricing_viewed', daysAgo));
    const score = scoreAt(foldEvidence(visits, compiled), ada, compiled, NOW);
    const entries = score.entries.filter(({ rule }) => rule === 'pricing');
    expect(entries.filter(({ eventId }) => eventId !== null)).toHaveLength(2);
    expect(entries.find(({ eventId }) => eventId === null)).toMatchObject({ count: 2, points: 0 });
  });

  it('counts the same download once, also when it is read again in another week', () => {
    const asset = { id: 'guide', type: 'guide' };
    const score = scoreAt(
      foldEvidence(
        [anEvent('content_downloaded', 9, { asset }), anEvent('content_downloaded', 0, { asset })],
        compiled,
      ),
      ada,
      compiled,
      NOW,
    );
    expect(score.engagement).toBe(400);
  });

  it('withholds from the oldest what a group has too much, and never reaches digit 2 by downloads alone', () => {
    const events = [0, 1, 8, 9].map((daysAgo) =>
      anEvent('content_downloaded', daysAgo, { asset: { id: `a${daysAgo}`, type: 'guide' } }),
    );
    const score = scoreAt(foldEvidence(events, compiled), ada, compiled, NOW);
    expect(score.engagement).toBe(1100);
    expect(score.grade).toBe('A3');
    const downloads = score.entries.filter(({ rule }) => rule === 'download');
    expect(downloads.map(({ withheldByCap }) => withheldByCap > 0)).toEqual([true, true, false, false]);
    expect(decide(ada, events)).toMatchObject({ outcome: 'nurture', because: 'no-rule' });
  });

  it('takes negative points no further than nothing, and says what the floor held back', () => {
    const score = scoreAt(
      foldEvidence([anEvent('page_viewed', 0, { properties: { path: '/careers' } })], compiled),
      ada,
      compiled,
      NOW,
    );
    expect(score.engagement).toBe(0);
    expect(score.entries.find(({ rule }) => rule === 'careers-page')).toMatchObject({ points: 0, withheldByCap: -500 });
  });

  it('counts robots nothing, and an event from the future at its reception', () => {
    const early = anEvent('demo_requested', -3, { receivedAt: NOW });
    const tallies = foldEvidence([anEvent('pricing_viewed', 0, { machine: true }), early], compiled);
    expect(scoreAt(tallies, ada, compiled, NOW).engagement).toBe(2000);
  });

  it('leaves unknown unknown: a grade of two dimensions is provisional, and no free-mail address makes an X', () => {
    const score = scoreAt(
      foldEvidence([], compiled),
      { email: 'a@gmail.example', freeMail: true, country: 'DE' },
      compiled,
      NOW,
    );
    expect(score).toMatchObject({ fit: 200, grade: 'D4', provisional: true });
    expect(scoreAt(foldEvidence([], compiled), { country: 'KP', headcount: 100 }, compiled, NOW).grade).toBe('X');
  });

  it('keeps a digit within the hysteresis, and gives it up below', () => {
    const tallies = foldEvidence([anEvent('demo_requested', 0), anEvent('pricing_viewed', 0)], compiled);
    const at = (days: number) => scoreAt(tallies, ada, compiled, NOW + days * DAY_MS, { previousDigit: 1 });
    expect(at(2).engagement).toBeLessThan(2500);
    expect(at(2).digit).toBe(1);
    expect(at(10).digit).toBe(2);
  });
});

describe('qualification under the default agreement', () => {
  it.each([
    ['P0', ada, [anEvent('demo_requested', 0)]],
    ['P0', { email: 'x@y.example' }, [anEvent('demo_requested', 0)]], // fit unknown
    ['P1', ada, [anEvent('trial_started', 0)]],
    ['P2', ada, [anEvent('pricing_viewed', 0), anEvent('pricing_viewed', 2)].concat(anEvent('webinar_attended', 1))],
    ['P2', ada, [anEvent('email_replied', 0)]],
    ['P3', { title: 'clerk', industry: 'mining', headcount: 3, country: 'DE' }, [anEvent('demo_requested', 0)]],
  ])('makes it %s', (priority, profile, events) => {
    expect(decide(profile, events)).toMatchObject({ outcome: 'qualified', priority });
  });

  it('gives a raised hand with fit D a day for the first touch', () => {
    const decision = decide({ title: 'clerk', industry: 'mining', headcount: 3, country: 'DE' }, [
      anEvent('demo_requested', 0),
    ]);
    expect(decision).toMatchObject({ priority: 'P3', firstTouchMinutes: 480 });
  });

  it('says which criteria are met, not met and unknown', () => {
    const { headcount: _, ...unsized } = ada;
    const criteria = (profile: object) => {
      const score = scoreAt(foldEvidence([anEvent('demo_requested', 0)], compiled), profile, compiled, NOW);
      return judgeCriteria(score, profile, compiled);
    };
    expect(criteria(unsized).map(({ id, met }) => [id, met])).toEqual([
      ['right-size', 'unknown'],
      ['right-industry', 'yes'],
      ['right-place', 'yes'],
      ['can-decide', 'yes'],
      ['right-function', 'yes'],
      ['wants-to-talk', 'yes'],
    ]);
    expect(criteria({ title: 'clerk', headcount: 3 }).map(({ met }) => met)).toEqual([
      'no',
      'unknown',
      'unknown',
      'no',
      'no',
      'yes',
    ]);
  });

  it('checks exclusions before a raised hand', () => {
    expect(decide({ ...ada, relationship: 'customer' }, [anEvent('demo_requested', 0)])).toMatchObject({
      outcome: 'excluded',
      goesTo: 'their account manager',
    });
    expect(decide({ ...ada, country: 'KP' }, [anEvent('demo_requested', 0)])).toMatchObject({
      because: 'disqualified',
    });
  });

  it('holds what is stale, and what cools off unless a hand is raised', () => {
    expect(decide(ada, [anEvent('demo_requested', 31)])).toMatchObject({ outcome: 'held', because: 'stale' });
    const recycled = { recycledAt: NOW - 5 * DAY_MS, evidenceFrom: NOW - 5 * DAY_MS };
    expect(decide(ada, [anEvent('email_replied', 0)], recycled)).toMatchObject({
      outcome: 'held',
      because: 'cool-off',
    });
    expect(decide(ada, [anEvent('demo_requested', 1)], recycled)).toMatchObject({ priority: 'P0' });
    expect(decide(ada, [anEvent('demo_requested', 6)], recycled)).toMatchObject({
      outcome: 'none',
      because: 'nothing-yet',
    });
  });

  it('qualifies nobody by time alone, nor while sales works the lead', () => {
    expect(decide(ada, [anEvent('demo_requested', 0)], { cause: 'time' })).toMatchObject({ because: 'time-alone' });
    expect(decide(ada, [anEvent('demo_requested', 0)], { openCycle: true })).toMatchObject({ because: 'open-cycle' });
  });

  it('calls nobody who is just researching, unless a hand is raised', () => {
    const researching = { properties: { justResearching: true } };
    expect(decide(ada, [anEvent('trial_started', 0, researching)])).toMatchObject({ because: 'just-researching' });
    expect(decide(ada, [anEvent('demo_requested', 0, researching)])).toMatchObject({ priority: 'P0' });
  });

  it('takes three people of an account for intent', () => {
    const events = [anEvent('webinar_attended', 1), anEvent('event_attended', 1)];
    const engaged = { accountEngagedAt: [NOW - DAY_MS, NOW - 2 * DAY_MS, NOW - 13 * DAY_MS] };
    expect(decide(ada, events)).toMatchObject({ priority: 'P3' });
    expect(decide(ada, events, engaged)).toMatchObject({ priority: 'P2' });
  });

  it('sees no lead in a support form', () => {
    const form = (topic: string) => [anEvent('form_submitted', 0, { properties: { form: 'contact', topic } })];
    expect(decide(ada, form('support')).outcome).toBe('none');
    expect(decide(ada, form('product'))).toMatchObject({ priority: 'P0' });
  });
});
