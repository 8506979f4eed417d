import { expect, test } from '@jest/globals';
import { INTAKE } from '@smarketing/contracts';
import { MemoryEventLog, topicSpecs } from '@smarketing/messaging';
import { SystemClock, type Principal } from '@smarketing/service-kit';
import { IntakeAppender } from './intake-appender.ts';
import { LeadStatements } from './lead-statements.ts';

const rep: Principal = { id: 'crm', kind: 'api-key', scopes: ['leads:write'], person: null };

async function stating(idempotencyKey: string | undefined, id?: string) {
  const log = new MemoryEventLog();
  await log.ensureTopics(topicSpecs([INTAKE]));
  const clock = new SystemClock();
  const statements = new LeadStatements(new IntakeAppender(log, clock), clock);
  return statements.accept({ leadId: 'l1', type: 'call_logged', body: { id }, idempotencyKey }, rep);
}

test('a statement whose Idempotency-Key is empty is known by its id, or by one that is made', async () => {
  expect(await stating('', 'mine')).toMatchObject({ id: 'mine' });
  expect((await stating(' ')).id).toMatch(/^[0-9a-f-]{36}$/);
});

test.each(['\u0000', 'a\u0000b', 'half \uD83D'])(
  'an id that could not be stored as it is, %j, is refused',
  async (id) => {
    await expect(stating(undefined, id)).rejects.toMatchObject({ status: 400, fields: [{ field: 'id' }] });
  },
);
