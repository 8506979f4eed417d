import { beforeAll, describe, expect, it } from '@jest/globals';
import { compileAgreement, type CompiledAgreement, type ScorableEvent } from '@smarketing/agreement';
import { engagementRecorded, type CloudEvent, type DataOf } from '@smarketing/contracts';
import { engagementAt, eventIdAt, leadAt, type Engagements, type Spread } from './engagements.ts';
import { sixtyRules } from './sixty-rules.ts';

const untilMs = Date.parse('2026-03-02T12:00:00Z');
const of = (spread: Spread): Engagements => ({ events: 20_000, leads: 1_000, spread, untilMs });
const dataAt = (n: number) => engagementAt(n, of('visits')).data as DataOf<typeof engagementRecorded>;

describe('the engagements that are drained', () => {
  it('are those that ingestion records, the same each time, and each its own', () => {
    const event: CloudEvent = engagementAt(7, of('visits'));
    expect(() => engagementRecorded.schema.parse(event.data)).not.toThrow();
    expect(engagementAt(7, of('visits'))).toEqual(event);
    expect(new Set(Array.from({ length: 20_000 }, (_, n) => eventIdAt(n))).size).toBe(20_000);
  });

  it('reach back thirty days, the newest last', () => {
    const at = (n: number): number => Date.parse(dataAt(n).occurredAt);
    expect(at(19_999)).toBe(untilMs);
    expect(Math.round((untilMs - at(0)) / 86_400_000)).toBe(30);
    for (let n = 1; n < 20_000; n++) if (at(n) < at(n - 1)) throw new Error(`${n} is older than the one before`);
  });

  it('come in visits of five, a hundred at a time, or from anybody', () => {
    const visit = [3, 103, 203, 303, 403].map((n) => leadAt(n, of('visits')));
    expect(new Set(visit).size).toBe(1);
    const anybody = Array.from({ length: 20_000 }, (_, n) => leadAt(n, of('even')));
    expect(new Set(anybody).size).toBe(1_000);
    expect(anybody.filter((lead, n) => lead === anybody[n + 100]).length).toBeLessThan(100);
  });
});

describe('the sixty rules', () => {
  let compiled: CompiledAgreement;
  beforeAll(() => {
    compiled = compileAgreement(sixtyRules(), { version: 1 });
  });

  it('are sixty, and each of the engagements meets exactly one', () => {
    const { byRule } = compiled.models.get('default')!.engagement;
    expect(byRule.size).toBe(60);
    const met = new Set<string>();
    for (let n = 0; n < 5_000; n++) {
      const { type, properties } = dataAt(n);
      const event = { id: eventIdAt(n), type, properties, occurredAt: untilMs, receivedAt: untilMs } as ScorableEvent;
      const holding = (compiled.byEventType.get(type)?.rules ?? []).filter((rule) => rule.holds?.(event) === true);
      if (holding.length !== 1) throw new Error(`${type} ${JSON.stringify(properties)} meets ${holding.length} rules`);
      met.add(holding[0]!.id);
    }
    expect(met.size).toBe(60);
  });
});
