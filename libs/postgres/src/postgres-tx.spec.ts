import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { PostgresTx, clientOf } from './postgres-tx.ts';

describe('a transaction of PostgreSQL', () => {
  it('hands out its connection', () => {
    const client = {} as pg.PoolClient;
    expect(clientOf(new PostgresTx(client))).toBe(client);
  });

  it('hands it out to nobody any more where it could not begin: what is asked would be done for good', () => {
    const tx = new PostgresTx({} as pg.PoolClient);
    const error = new Error('out of memory');
    tx.couldNotBegin(error);
    expect(() => clientOf(tx)).toThrow(error);
  });
});
