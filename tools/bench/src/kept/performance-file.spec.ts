import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeKept, readKept, writeKept, type KeptCase } from './performance-file.ts';

const anEntry = (when: string): KeptCase => ({
  ...{ when, node: 'v24.0.0', load: [0.1, 0.2], result: { rounds: [1, 2] } },
  machine: { cpu: 'a processor', cores: 2, memoryGb: 8 },
});

describe('what is kept of the bench', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'smarketing-kept-'));
    file = join(folder, 'performance.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('is nothing before the first time', () => {
    expect(readKept(file)).toEqual({ ratios: {}, cases: {} });
  });

  it('is read as it was written, in the order of its names', () => {
    const kept = mergeKept(readKept(file), 'zebra', { entry: anEntry('a'), ratios: { z: 2 } });
    writeKept(file, mergeKept(kept, 'ant', { entry: anEntry('b'), ratios: { a: 123.456789 } }));
    expect(readKept(file)).toEqual({
      ratios: { a: 123.5, z: 2 },
      cases: { ant: anEntry('b'), zebra: anEntry('a') },
    });
    expect(Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { cases: object }).cases)).toEqual(['ant', 'zebra']);
  });

  it('keeps of each case its last run alone, and others as they were', () => {
    let kept = mergeKept({ ratios: {}, cases: {} }, 'one', { entry: anEntry('1st'), ratios: { a: 1, b: 2 } });
    kept = mergeKept(kept, 'other', { entry: anEntry('1st'), ratios: { c: 3 } });
    kept = mergeKept(kept, 'one', { entry: anEntry('2nd'), ratios: { a: 4, b: null } });
    expect(kept).toEqual({ ratios: { a: 4, c: 3 }, cases: { one: anEntry('2nd'), other: anEntry('1st') } });
  });
});
