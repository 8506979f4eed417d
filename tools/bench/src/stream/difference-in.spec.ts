import { describe, expect, it } from '@jest/globals';
import { differenceIn, type Taken } from './difference-in.ts';

const taken: readonly Taken[] = [
  { clientId: 'e-1', person: 'ada' },
  { clientId: 'e-2', person: 'grace' },
  { clientId: 'e-3', person: 'ada' },
];
const found = (leads: Readonly<Record<string, string>>) => differenceIn(taken, (clientId) => leads[clientId]);

describe('the comparison of what was taken with what was scored', () => {
  it('finds nothing where each event is with the lead of its person', () => {
    expect(found({ 'e-1': 'lead-a', 'e-2': 'lead-g', 'e-3': 'lead-a' })).toBeNull();
  });

  it('finds an event that is not scored', () => {
    expect(found({ 'e-1': 'lead-a', 'e-3': 'lead-a' })).toBe('event e-2 was taken and is not scored');
  });

  it('finds somebody with two leads', () => {
    expect(found({ 'e-1': 'lead-a', 'e-2': 'lead-g', 'e-3': 'lead-b' })).toMatch(/e-3 is with lead-b/);
  });

  it('finds two people in one lead, though the number of events is right', () => {
    expect(found({ 'e-1': 'lead-a', 'e-2': 'lead-a', 'e-3': 'lead-a' })).toBe('grace and ada are one lead, lead-a');
  });
});
