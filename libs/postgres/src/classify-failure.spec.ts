import { describe, expect, test } from '@jest/globals';
import { Conflict, Fenced, UnknownOutcome } from '@smarketing/messaging';
import { classifyFailure } from './classify-failure.ts';
import { SilentRollback } from './postgres-transaction.ts';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

describe('what a failure of the database means', () => {
  test.each([
    ['22P02', 'bad-data'],
    ['22P05', 'bad-data'],
    ['23505', 'bad-data'],
    ['08006', 'transient'],
    ['40001', 'transient'],
    ['40P01', 'transient'],
    ['53300', 'transient'],
    ['55P03', 'transient'],
    ['57P01', 'transient'],
    ['58030', 'transient'],
    ['25P03', 'transient'],
    ['25P02', 'fatal'],
    ['42P01', 'fatal'],
    ['28P01', 'fatal'],
    ['XX000', 'fatal'],
    ['ECONNREFUSED', 'transient'],
    ['EPIPE', 'transient'],
    ['ERR_INVALID_ARG_TYPE', 'fatal'],
  ])('%s is %s', (code, kind) => {
    expect(classifyFailure(coded(code))).toBe(kind);
  });

  test('a lost connection without a code is transient', () => {
    expect(classifyFailure(new Error('Connection terminated unexpectedly'))).toBe('transient');
    expect(classifyFailure(new Error('timeout exceeded when trying to connect'))).toBe('transient');
  });

  test('a cause decides where the error itself says nothing', () => {
    expect(classifyFailure(new Error('saving leads failed', { cause: coded('40P01') }))).toBe('transient');
    expect(classifyFailure(new Error('x', { cause: new Fenced('y') }))).toBe('fenced');
  });

  test('our own errors are what they say', () => {
    expect(classifyFailure(new UnknownOutcome('x', { cause: coded('08006') }))).toBe('unknown-outcome');
    expect(classifyFailure(new Conflict('x'))).toBe('conflict');
    expect(classifyFailure(new SilentRollback('x'))).toBe('transient');
    expect(classifyFailure(new TypeError('x'))).toBe('fatal');
    expect(classifyFailure('text')).toBe('fatal');
  });
});
