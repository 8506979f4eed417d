import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { flowDocument } from './flow-document.ts';
import { eventsFrom, eventsTo, flow, services, writerOf } from './flow.ts';
import { rebuildable } from './replay-events.ts';
import { retellersOf, retoldTypes } from './replay-flow.ts';
import { topics } from './topics.ts';

describe('the flow table', () => {
  it('names each event once', () => {
    const types = flow.map((row) => row.event.type);
    expect(new Set(types).size).toBe(types.length);
  });

  it('lets only one service write to a topic, but for the broadcasts', () => {
    for (const topic of Object.keys(topics)) {
      const writers = new Set(flow.filter((row) => row.event.topic === topic).map((row) => row.from));
      expect(writers.size).toBeLessThanOrEqual(1);
    }
  });

  it('names the writer of each topic that it describes, and of no other', () => {
    for (const { event, from } of flow) expect(writerOf(event.topic)).toBe(from);
    expect(writerOf('smarketing.intake.v1')).toBeNull();
  });

  it('sends no event to nobody, and to the service that decides it only what one of its lanes tells another', () => {
    const betweenLanes = ['smarketing.account.v1', 'smarketing.transfer.v1'];
    for (const row of flow) {
      expect(row.to.length).toBeGreaterThan(0);
      const isToItself = (row.to as readonly string[]).includes(row.from);
      expect(isToItself).toBe(betweenLanes.includes(row.event.topic));
    }
  });

  it('has nobody tell itself again what it told itself', () => {
    for (const service of rebuildable) expect(retellersOf(service)).not.toContain(service);
    expect(retoldTypes('scoring', 'scoring')).toEqual([]);
  });

  it('gives every service something to do', () => {
    for (const service of services) expect(eventsTo(service).length + eventsFrom(service).length).toBeGreaterThan(0);
  });

  it('is what docs/flow.md shows: run `npm run docs` when it is not', () => {
    const written = readFileSync(new URL('../../../docs/flow.md', import.meta.url), 'utf8');
    expect(written).toBe(flowDocument());
  });
});
