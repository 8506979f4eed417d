import { describe, expect, test } from '@jest/globals';
import { at, ConsoleStory } from './scene/console-story.ts';

const story = (): ConsoleStory => new ConsoleStory();

describe('where a lead is', () => {
  test('a lead of which only the name is known is nowhere, for a reason', () => {
    const lead = story()
      .identified()
      .profile(1, { firstName: 'Ada', lastName: 'Lovelace', company: 'Engines' })
      .shown();
    expect(lead).toMatchObject({ name: 'Ada Lovelace', company: 'Engines', source: 'organic', campaign: 'spring' });
    expect(lead).toMatchObject({ stage: 'lead', outcome: 'none', reason: 'nothing was scored yet', owner: null });
  });

  test.each(['nurture', 'held', 'none'] as const)('without a cycle the score says it: %s', (outcome) => {
    const lead = story().scored(outcome, 40).shown();
    expect(lead).toMatchObject({ outcome, reason: `scored ${outcome}`, stage: 'engaged', score: 40, grade: 'A1' });
  });

  test('who is excluded is nowhere, whatever track they were on', () => {
    const lead = story().nurture('enrolled', 1).scored('excluded', 10, 2).shown();
    expect(lead).toMatchObject({ outcome: 'none', reason: 'scored excluded', stage: 'lead' });
  });

  test('a qualified lead waits until it is routed; then it has an owner', () => {
    const qualified = story().scored('qualified', 80).qualified();
    expect(qualified.shown()).toMatchObject({ stage: 'mql', outcome: 'held', owner: null });
    expect(qualified.shown().reason).toBe('is being routed: asked for a demo');
    const routed = qualified.routed().shown();
    expect(routed).toMatchObject({ outcome: 'routed', reason: 'Ada is next', owner: { id: 'ada', name: 'Ada' } });
    expect(routed.cycle).toEqual({
      ...{ id: 'c1', number: 1, origin: 'marketing', priority: 'P0', startedAt: at(2), state: 'open', pool: 'sales' },
    });
  });

  test('a lead that is only proposed has no owner, until it is assigned', () => {
    const proposed = story().qualified().proposed();
    expect(proposed.shown()).toMatchObject({
      ...{ stage: 'mql', outcome: 'proposed', owner: null, proposedTo: { id: 'ada', name: 'Ada' } },
      reason: 'proposed to Ada, not assigned: Ada is next',
    });
    expect(proposed.routed({ minute: 4 }, 'ben').shown()).toMatchObject({
      ...{ outcome: 'routed', owner: { id: 'ben' }, proposedTo: null },
    });
  });

  test('a lead that waits for capacity or for a person is held', () => {
    expect(story().qualified().held().shown()).toMatchObject({ outcome: 'held', reason: 'everybody is at their cap' });
    expect(story().qualified().unroutable().shown()).toMatchObject({
      outcome: 'held',
      reason: 'nobody speaks Finnish',
    });
  });

  test('the next owner has it after a re-routing', () => {
    expect(story().qualified().routed().rerouted().shown().owner).toEqual({ id: 'ben', name: 'Ben' });
  });

  test('an owner’s words move the lead along: accepted, a deal, won', () => {
    const accepted = story().qualified().routed().answered('accepted');
    expect(accepted.shown()).toMatchObject({ stage: 'sal', outcome: 'routed' });
    expect(accepted.deal('opened', 40).shown()).toMatchObject({ stage: 'opportunity', deal: { amount: 900 } });
    const won = accepted.deal('won', 50).shown();
    expect(won).toMatchObject({
      stage: 'customer',
      outcome: 'routed',
      reason: 'a deal was won: Ada has it',
      cycle: { state: 'won' },
    });
  });

  test('a deal won after the evidence is that of the cycle, though the cycle began when both were imported', () => {
    const imported = () => story().qualified({ minute: 50 }).routed({ minute: 51, evidence: -900 }).clock('started');
    const won = imported().deal('won', -500).shown();
    expect(won).toMatchObject({ stage: 'customer', cycle: { state: 'won' }, clocks: [], owner: { id: 'ada' } });
    expect(imported().deal('lost', -950).shown()).toMatchObject({ cycle: { state: 'open' } });
  });

  test('who asks for better data keeps the lead, and owes nothing until it is there', () => {
    const lead = story().qualified().routed().clock('started').answered('rejected', {}, { goesOn: true });
    expect(lead.shown()).toMatchObject({ stage: 'mql', outcome: 'routed', owner: { id: 'ada' }, clocks: [] });
    expect(lead.answered('accepted', { minute: 20 }).shown().stage).toBe('sal');
  });

  test('a lost deal that is recycled waits in nurture, without an owner; the next cycle is as good as the first', () => {
    const lost = story().qualified().routed().answered('accepted').deal('opened', 15).deal('lost', 20);
    expect(lost.shown()).toMatchObject({ outcome: 'none', reason: 'the deal was lost: price', owner: null });
    const recycled = lost.recycled();
    expect(recycled.shown()).toMatchObject({
      stage: 'recycled',
      outcome: 'nurture',
      reason: 'recycled: lost on price',
    });
    expect(recycled.nurture('enrolled', 31).shown()).toMatchObject({
      ...{ outcome: 'nurture', reason: 'on the track timing: no budget', owner: null },
      nurture: { track: 'timing', since: at(31), wakeAt: at(9_000), paused: false },
    });
    const again = recycled
      .qualified({ minute: 90, cycle: 'c2', number: 2 })
      .routed({ minute: 91, cycle: 'c2', assignment: 'a3' });
    expect(again.shown()).toMatchObject({ stage: 'mql', outcome: 'routed', cycle: { id: 'c2', number: 2 } });
  });

  test('a rejection ends the cycle, unless somebody else got the lead', () => {
    const rejected = story().scored('qualified', 80).qualified().routed().answered('rejected');
    expect(rejected.shown()).toMatchObject({
      outcome: 'none',
      reason: 'rejected: no need',
      cycle: { state: 'rejected' },
    });
    expect(rejected.rerouted().shown()).toMatchObject({ outcome: 'routed', owner: { id: 'ben' } });
  });

  test('who will not buy is disqualified and nowhere', () => {
    const lead = story().scored('nurture', 50).qualified().routed().answered('disqualified').shown();
    expect(lead).toMatchObject({
      stage: 'disqualified',
      outcome: 'none',
      reason: 'disqualified: no need',
      owner: null,
    });
  });

  test('a deal without a lead belongs to the cycle that it opened', () => {
    const lead = story().deal('opened', 1).qualified({ minute: 2, origin: 'sales' }).routed().shown();
    expect(lead).toMatchObject({ stage: 'opportunity', cycle: { origin: 'sales' }, outcome: 'routed' });
  });

  test('a deal that its sender names only by the lead opens again after it was lost', () => {
    expect(story().deal('lost', 5).deal('opened', 9).shown().stage).toBe('opportunity');
    expect(story().deal('lost', 5).deal('opened', 5).shown().stage).toBe('lead');
  });

  test('who sold without having been given the lead has it', () => {
    expect(story().scored('none', 0).deal('won', 5, { by: 'cleo' }).shown()).toMatchObject({
      ...{ stage: 'customer', outcome: 'routed', reason: 'a deal was won: cleo has it', owner: { id: 'cleo' } },
    });
    expect(story().scored('none', 50).deal('opened', 5, { by: 'cleo' }).shown()).toMatchObject({
      ...{ stage: 'opportunity', outcome: 'routed', reason: 'sales opened a deal: cleo has it' },
    });
  });

  test('deals of long ago make a customer and route nobody', () => {
    const lead = story().identified().scored('none', 0).deal('won', 5).shown();
    expect(lead).toMatchObject({ stage: 'customer', outcome: 'none', reason: 'a deal was won', cycle: null });
  });
});

describe('what is owed', () => {
  const routed = (): ConsoleStory => story().qualified().routed().clock('started');

  test('an open clock shows when it is due, and that it was breached unless that was taken back', () => {
    expect(routed().shown().clocks).toEqual([{ kind: 'first-touch', dueAt: at(8), breachedAt: null, act: true }]);
    const breached = routed().clock('breached', { minute: 8 });
    expect(breached.shown().clocks).toMatchObject([{ breachedAt: at(8) }]);
    expect(breached.clock('withdrawn', { minute: 9 }).shown().clocks).toMatchObject([{ breachedAt: null }]);
  });

  test('a clock that only measures says so', () => {
    const measured = story().qualified().proposed().clock('started', { assignment: 'p1', act: false });
    expect(measured.shown().clocks).toMatchObject([{ kind: 'first-touch', act: false }]);
  });

  test('a calendar that changed dates it anew', () => {
    expect(routed().clock('started', { minute: 4, due: 60 }).shown().clocks).toMatchObject([{ dueAt: at(60) }]);
  });

  test('nothing is owed any more when it was met, when somebody else has the lead, when there is a deal', () => {
    expect(routed().clock('met', { minute: 6 }).shown().clocks).toEqual([]);
    expect(routed().rerouted().shown().clocks).toEqual([]);
    expect(routed().deal('opened', 6).shown().clocks).toEqual([]);
    expect(routed().answered('recycled').shown().clocks).toEqual([]);
  });

  test('the next attempt is due until somebody has called', () => {
    const due = routed().attempt(2, 100, 120);
    expect(due.shown().nextAttempt).toEqual({ kind: 'call', step: 2, material: null, dueAt: at(120) });
    expect(due.touch(124, 'planned').shown()).toMatchObject({ nextAttempt: { step: 2 }, lastTouch: null });
    expect(due.touch(125).shown()).toMatchObject({ nextAttempt: null, lastTouch: { kind: 'call', at: at(125) } });
  });
});

describe('nurture', () => {
  test('of a lead that nobody qualified is explained by its score', () => {
    const lead = story().scored('nurture', 40).nurture('enrolled', 2).shown();
    expect(lead).toMatchObject({ outcome: 'nurture', reason: 'scored nurture', nurture: { track: 'timing' } });
  });

  test('is paused until a step comes due again, and over once it was left', () => {
    const paused = story().nurture('enrolled', 1).nurture('paused', 2);
    expect(paused.shown().nurture).toMatchObject({ paused: true });
    expect(paused.nurture('step', 3).shown().nurture).toMatchObject({ paused: false });
    expect(paused.nurture('paused', 4).nurture('resumed', 5).shown().nurture).toMatchObject({
      ...{ paused: false, since: at(1) },
    });
    const left = paused.nurture('exited', 6).shown();
    expect(left).toMatchObject({ nurture: null, outcome: 'none', reason: 'left nurture: sales works the lead' });
  });
});
