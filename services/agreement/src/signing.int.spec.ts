import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultAgreementYaml, setLadder } from '@smarketing/agreement';
import { agreementActivated } from '@smarketing/contracts';
import { decodeRecord } from '@smarketing/messaging';
import {
  Keyring,
  boot,
  openLogger,
  openPlatform,
  readConfig,
  scopes,
  type Booted,
  type OpenPlatform,
  type Principal,
  type Role,
} from '@smarketing/service-kit';
import { eventually, startTestPostgres, type TestPostgres } from '@smarketing/testing';
import { agreement } from './service.ts';

const person = (id: string, ...roles: readonly Role[]): Principal => ({
  id: `key-of-${id}`,
  kind: 'api-key',
  scopes: ['agreement:read', 'agreement:write'],
  person: { id, name: id.toUpperCase(), roles },
});
const KEYS: Readonly<Record<string, Principal>> = {
  program: { id: 'program', kind: 'api-key', scopes, person: null },
  maria: person('maria', 'marketing'),
  sam: person('sam', 'sales'),
  bo: person('bo', 'marketing', 'sales'),
  'bo-again': { ...person('bo', 'marketing', 'sales'), id: 'another-key-of-bo' },
  reader: { ...person('rita', 'marketing', 'sales'), scopes: ['agreement:read'] },
};

class FewKeys extends Keyring {
  verify(key: string): Principal | null {
    return KEYS[key] ?? null;
  }
}

type Json = Record<string, unknown>;
type Answer = { readonly status: number; readonly body: Json };

describe('the agreement over HTTP', () => {
  let server: TestPostgres;
  let platform: OpenPlatform;
  let booted: Booted;

  beforeAll(async () => {
    server = await startTestPostgres();
    const opened = await openPlatform(
      readConfig({ PORT: '0' }, []),
      await server.freshDatabase(),
      openLogger('silent', 'agreement'),
    );
    platform = { ...opened, keyring: new FewKeys() };
    booted = await boot([agreement], platform);
  }, 60_000);
  afterAll(async () => {
    await booted?.stop();
    await platform?.close();
    await server?.stop();
  });

  const call = async (key: string, method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(new URL(`/api/agreements${path}`, booted.url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const titled = (title: string): string => defaultAgreementYaml.replace(/^title: .*$/m, `title: ${title}`);

  const proposed = async (
    title: string,
    effectiveFrom: string | null = null,
  ): Promise<{ id: string; digest: string }> => {
    const drafted = await call('maria', 'POST', '/drafts', { yaml: titled(title) });
    expect(drafted.status).toBe(201);
    const { status, body } = await call('maria', 'POST', `/drafts/${String(drafted.body['id'])}/propose`, {
      effectiveFrom,
    });
    expect({ status, ...body }).toMatchObject({ status: 'proposed' });
    return body as { id: string; digest: string };
  };
  const approve = (key: string, { id, digest }: { id: string; digest: string }, side: string): Promise<Answer> =>
    call(key, 'POST', `/drafts/${id}/approve`, { side, digest });
  const activatedVersions = async (): Promise<readonly unknown[]> => {
    const records = await platform.log.read(agreementActivated.topic, 0, 0, 1_000);
    return records.flatMap((record) => decodeRecord(record).map(({ data }) => (data as Json)['version']));
  };

  test('begins with version 0, which nobody has signed, and may be tried out until somebody signs', async () => {
    expect((await call('reader', 'GET', '/current')).body).toMatchObject({
      version: 0,
      signed: false,
      status: 'active',
    });
    expect((await call('program', 'POST', '/activate', { yaml: titled('A trial') })).status).toBe(201);
    expect((await call('reader', 'GET', '/current')).body).toMatchObject({
      version: 1,
      signed: false,
      title: 'A trial',
    });
  });

  test('names line and column of what is wrong with a draft, and keeps none', async () => {
    const { status, body } = await call('maria', 'POST', '/drafts', {
      yaml: titled('x').replace('hysteresis: 2', 'hysteresis: two'),
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toMatch(/line \d+, column \d+/);
    expect((await call('reader', 'GET', '/drafts')).body).toEqual({ items: [], nextCursor: null });
  });

  test('is in force once both have signed the same text, and everybody is told', async () => {
    const proposal = await proposed('The first signed one');
    const shown = await call('reader', 'GET', `/drafts/${proposal.id}`);
    expect(shown.body).toMatchObject({ status: 'proposed', basedOn: 1, digest: proposal.digest });
    expect(JSON.stringify(shown.body['changes'])).toContain('The first signed one');
    expect(await approve('maria', proposal, 'marketing')).toMatchObject({ status: 200, body: { status: 'proposed' } });
    expect((await call('reader', 'GET', '/current')).body).toMatchObject({ version: 1 });
    expect(await approve('sam', proposal, 'sales')).toMatchObject({
      status: 200,
      body: { status: 'agreed', version: 2 },
    });
    expect((await call('reader', 'GET', '/current')).body).toMatchObject({
      version: 2,
      signed: true,
      title: 'The first signed one',
      signatures: [
        { side: 'marketing', person: 'maria', digest: proposal.digest },
        { side: 'sales', person: 'sam', digest: proposal.digest },
      ],
    });
    expect((await call('reader', 'GET', '/1')).body).toMatchObject({ status: 'superseded', inForce: false });
    await eventually(async () => expect(await activatedVersions()).toEqual([0, 1, 2]));
    expect(await call('program', 'POST', '/activate', { yaml: titled('Around them') })).toMatchObject({
      status: 409,
      body: { title: 'signatures needed' },
    });
  });

  test('takes no shortcut: programs, strangers to the side, readers, and one person with two keys', async () => {
    const proposal = await proposed('Shortcuts');
    expect(await approve('program', proposal, 'marketing')).toMatchObject({ status: 403 });
    expect(await approve('maria', proposal, 'sales')).toMatchObject({ status: 403 });
    expect(await approve('reader', proposal, 'sales')).toMatchObject({ status: 403 });
    expect((await approve('bo', proposal, 'sales')).status).toBe(200);
    expect(await approve('bo-again', proposal, 'marketing')).toMatchObject({
      status: 403,
      body: { title: 'one person two sides' },
    });
    expect(await approve('maria', { ...proposal, digest: 'another' }, 'marketing')).toMatchObject({ status: 409 });
    const { revision } = (await call('maria', 'GET', `/drafts/${proposal.id}`)).body;
    const edited = await call('sam', 'PUT', `/drafts/${proposal.id}`, { yaml: titled('Sly'), revision });
    expect(edited.body).toMatchObject({ status: 'draft', signatures: [] });
    expect(await approve('maria', proposal, 'marketing')).toMatchObject({ status: 409 });
    expect(await call('sam', 'PUT', `/drafts/${proposal.id}`, { yaml: titled('Late'), revision })).toMatchObject({
      status: 409,
    });
    expect((await call('reader', 'GET', '/current')).body).toMatchObject({ version: 2 });
  });

  test('refuses with a reason, and finds nothing where there is nothing', async () => {
    const proposal = await proposed('Refused');
    const refused = await call('sam', 'POST', `/drafts/${proposal.id}/refuse`, { because: 'Too many P2.' });
    expect(refused.body).toMatchObject({ status: 'refused', refusal: { by: 'sam', because: 'Too many P2.' } });
    expect((await call('sam', 'POST', `/drafts/${proposal.id}/refuse`, { because: ' ' })).status).toBe(400);
    expect((await call('sam', 'GET', '/drafts/0195b1a2-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await call('sam', 'GET', '/drafts/nonsense')).status).toBe(400);
    for (const odd of ['/99999999999', '/%20', '/-1']) expect((await call('sam', 'GET', odd)).status).toBe(400);
  });

  test('is one version, however many sign at the same time', async () => {
    const proposal = await proposed('At once');
    const answers = await Promise.all(
      ['maria', 'sam', 'maria', 'sam', 'maria', 'sam'].map((key) =>
        approve(key, proposal, key === 'maria' ? 'marketing' : 'sales'),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect((await call('reader', 'GET', '')).body).toMatchObject({
      items: [{ version: 3 }, { version: 2 }, { version: 1 }, { version: 0 }],
    });
    await eventually(async () => expect(await activatedVersions()).toEqual([0, 1, 2, 3]));
  });

  test('lets only one of two proposals through that were written against the same version', async () => {
    const [one, other] = [await proposed('One'), await proposed('Other')];
    for (const each of [one, other]) await approve('maria', each, 'marketing');
    const answers = await Promise.all([one, other].map((each) => approve('sam', each, 'sales')));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)!.body).toMatchObject({ title: 'overtaken' });
  });

  test('waits for its day', async () => {
    const nextYear = `${new Date().getUTCFullYear() + 1}-07-01T00:00:00+02:00`;
    const { version: before } = (await call('reader', 'GET', '/current')).body;
    const proposal = await proposed('Next year', nextYear);
    await approve('maria', proposal, 'marketing');
    const { body } = await approve('sam', proposal, 'sales');
    expect((await call('reader', 'GET', '/current')).body).toMatchObject({ version: before });
    expect((await call('reader', 'GET', `/${String(body['version'])}`)).body).toMatchObject({
      status: 'scheduled',
      effectiveFrom: new Date(nextYear).toISOString(),
    });
  });

  test('steps down the ladder at the word of one side, and never up', async () => {
    expect(await call('program', 'POST', '/step-down', { to: 'watch' })).toMatchObject({ status: 403 });
    expect(await call('sam', 'POST', '/step-down', { to: 'watch' })).toMatchObject({
      status: 201,
      body: { ladder: 'watch', signed: true },
    });
    const { body } = await call('reader', 'GET', '/current');
    expect(body).toMatchObject({ ladder: 'watch', activatedBy: 'sam' });
    expect(body['yaml']).toBe(setLadder(String(body['yaml']), 'watch'));
    expect(await call('sam', 'POST', '/step-down', { to: 'enforce' })).toMatchObject({ status: 409 });
  });

  test('offers the reasons with the answers that their questions allow', async () => {
    const { status, body } = await call('reader', 'GET', '/current/reasons');
    expect(status).toBe(200);
    const badData = (body['items'] as Json[]).find(({ code }) => code === 'bad-data');
    expect(badData).toMatchObject({
      asks: [{ field: 'field', choices: expect.arrayContaining([{ value: 'country', label: 'country' }]) }],
    });
  });

  test('says who changed reps, absences and content, and when', async () => {
    const set = async (method: string, path: string, body: unknown): Promise<number> => {
      const headers = { authorization: 'Bearer maria', 'content-type': 'application/json' };
      return (await fetch(new URL(path, booted.url), { method, headers, body: JSON.stringify(body) })).status;
    };
    expect(await set('PUT', '/api/reps/ada', { name: 'Ada' })).toBe(200);
    expect(await set('PUT', '/api/reps/ada', { name: 'Ada', dailyCap: 5 })).toBe(200);
    const absence = { from: '2026-12-01T00:00:00Z', to: '2026-12-05T00:00:00Z', reason: 'secret' };
    expect(await set('POST', '/api/reps/ada/absences', absence)).toBe(201);
    expect(await set('PUT', '/api/content/guide', { title: 'A guide' })).toBe(200);
    const { items } = (await call('reader', 'GET', '/audit?about=rep')).body as { items: Json[] };
    expect(items.map(({ by, action, itemId, details }) => [by, action, itemId, details])).toEqual([
      ['key-of-maria', 'changed', 'ada', ['absences: none → 2026-12-01T00:00:00Z to 2026-12-05T00:00:00Z']],
      ['key-of-maria', 'changed', 'ada', ['leads a day at most: none → 5']],
      ['key-of-maria', 'added', 'ada', ['name: none → "Ada"', 'active: none → yes']],
    ]);
    expect((await call('reader', 'GET', '/audit?about=content')).body).toMatchObject({
      items: [{ action: 'added', itemId: 'guide' }],
    });
  });

  test('says who did what, when; and neither that nor a version can be changed', async () => {
    const trail: Json[] = [];
    let cursor: unknown = null;
    do {
      const page: Answer = await call(
        'reader',
        'GET',
        `/audit?limit=7${cursor === null ? '' : `&cursor=${String(cursor)}`}`,
      );
      trail.push(...(page.body['items'] as Json[]));
      cursor = page.body['nextCursor'];
    } while (cursor !== null);
    const inOrder = trail.toReversed().map(({ by, action, version }) => [by, action, version]);
    expect(inOrder.slice(0, 6)).toEqual([
      ['ships with the product', 'shipped', 0],
      ['program', 'tried', 1],
      ['maria', 'drafted', null],
      ['maria', 'proposed', null],
      ['maria', 'signed', null],
      ['sam', 'signed', null],
    ]);
    expect(inOrder.map(([, action]) => action)).toEqual(
      expect.arrayContaining(['agreed', 'edited', 'refused', 'stepped-down']),
    );
    expect(trail.find(({ action }) => action === 'edited')).toMatchObject({
      by: 'sam',
      details: expect.arrayContaining(['The signature of BO for sales is void.']),
    });
    for (const change of [
      'UPDATE agreement.versions SET signed = true WHERE version = 0',
      'DELETE FROM agreement.versions WHERE version = 2',
      "UPDATE agreement.audit SET by = 'nobody'",
      'DELETE FROM agreement.audit',
      'TRUNCATE agreement.audit',
      'TRUNCATE agreement.versions',
    ]) {
      await expect(platform.pool.query(change)).rejects.toThrow(/never changed/);
    }
  });
});
