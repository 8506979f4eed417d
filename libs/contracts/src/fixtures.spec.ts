import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { cloudEventSchema, type CloudEvent } from './cloud-event.ts';
import { recordSetAside } from './dead-letter-events.ts';
import { flow } from './flow.ts';
import { replayBegun, replayRequested, retellingFinished } from './replay-events.ts';

const folder = new URL('../fixtures/', import.meta.url);
const published = [
  ...flow.map((row) => row.event),
  ...[recordSetAside, replayRequested, replayBegun, retellingFinished.console],
];
const fileOf = (type: string): string => `${type.replace(/^smarketing\./, '')}.json`;

/** One event of every published version, as it once went over the log: what could be read then must be readable for ever. */
describe('the fixtures of published events', () => {
  it('hold one of every version, and no others', () => {
    expect(readdirSync(folder).toSorted()).toEqual(published.map(({ type }) => fileOf(type)).toSorted());
  });

  it.each(published.map((definition) => [definition.type, definition] as const))(
    '%s is what its schema says',
    (type, { schema }) => {
      const event = JSON.parse(readFileSync(new URL(fileOf(type), folder), 'utf8')) as CloudEvent;
      expect(event.type).toBe(type);
      expect(cloudEventSchema.safeParse(event).error).toBeUndefined();
      expect(schema.parse(event.data)).toEqual(event.data);
    },
  );

  it.each(published.map((definition) => [definition.type, definition] as const))(
    '%s may gain a field that nobody knows yet',
    (type, { schema }) => {
      const { data } = JSON.parse(readFileSync(new URL(fileOf(type), folder), 'utf8')) as CloudEvent<object>;
      expect(schema.parse({ ...data, addedLater: true })).toHaveProperty('addedLater', true);
    },
  );
});
