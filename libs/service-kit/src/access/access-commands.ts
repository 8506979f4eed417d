import { v7 } from 'uuid';
import type { Clock } from '../clock.ts';
import { Problem } from '../http/problem.ts';
import { grantKey, holderOf, wrongId, type KeyRequest, type Refusal } from './grant-key.ts';
import { digestOf, newKey } from './key-format.ts';
import type { Person } from './principal.ts';
import type { AccessStore } from './store/access-store.ts';
import { principalOf, type StoredKey } from './stored-key.ts';

/** What can be done to people and keys: each in one transaction with the line in the trail that tells of it. */
export class AccessCommands {
  readonly #store: AccessStore;
  readonly #clock: Clock;

  constructor(store: AccessStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Makes a key; `secret` is the key itself, which is kept nowhere. `by` is a principal's id, here and below. Throws a Problem: 400
   * naming the wrong field, 409 where there are two active ones already, or the program's name is a person's id.
   */
  async createKey(request: KeyRequest, by: string): Promise<{ readonly key: StoredKey; readonly secret: string }> {
    return this.#store.change(async (change) => {
      const nowMs = this.#clock.now();
      const holder = await change.lockHolder(holderOf(request), nowMs);
      const granted = grantKey(request, holder, { id: v7(), by, nowMs });
      if ('refused' in granted) throw problemOf(granted.refused);
      const { id, name, person, scopes, expiresAtMs } = granted.key;
      const { kind } = principalOf(granted.key);
      const secret = newKey(person ? 'person' : kind === 'intake-key' ? 'intake' : 'api');
      await change.addKey(granted.key, digestOf(secret));
      const expiresAt = expiresAtMs === null ? null : new Date(expiresAtMs).toISOString();
      const details = { key: id, name, person: person?.id ?? null, scopes, expiresAt };
      await change.addAudit({ atMs: nowMs, by, what: 'key.created', details });
      return { key: { ...granted.key, revokedAtMs: null, revokedBy: null }, secret };
    });
  }

  /** Ends a key. Revoking it again changes nothing. Throws a Problem, 404, where there is none of that id. */
  async revokeKey(id: string, by: string): Promise<StoredKey> {
    return this.#store.change(async (change) => {
      const key = await change.lockKey(id);
      if (!key) throw new Problem(404, 'key-not-found', `There is no key ${id}.`);
      if (key.revokedAtMs !== null) return key;
      const atMs = this.#clock.now();
      await change.revokeKey(id, atMs, by);
      const details = { key: id, name: key.name, person: key.person?.id ?? null };
      await change.addAudit({ atMs, by, what: 'key.revoked', details });
      return { ...key, revokedAtMs: atMs, revokedBy: by };
    });
  }

  /** Adds a person, or changes name and roles, with which all the person's keys change. Throws a Problem as `createKey` does. */
  async putPerson(person: Person, by: string): Promise<Person> {
    const refused = wrongId(person.id, 'id');
    if (refused) throw problemOf(refused);
    return this.#store.change(async (change) => {
      const nowMs = this.#clock.now();
      const { person: before, isProgram } = await change.lockHolder(person.id, nowMs);
      if (isProgram) throw new Problem(409, 'name-taken', `${person.id} is a program: give the person another id.`);
      if (before && isSame(before, person)) return before;
      await change.putPerson(person);
      const what = before ? 'person.changed' : 'person.added';
      const { id, name, roles } = person;
      const details = { person: id, name, roles, before: before && { name: before.name, roles: before.roles } };
      await change.addAudit({ atMs: nowMs, by, what, details });
      return person;
    });
  }
}

const isSame = (a: Person, b: Person): boolean =>
  a.name === b.name && a.roles.length === b.roles.length && a.roles.every((role) => b.roles.includes(role));

function problemOf({ field, code, because }: Refusal): Problem {
  if (field === null) return new Problem(409, code, because);
  const fields = [{ field, message: because }];
  return new Problem(400, code, 'The request is not as it should be; see errors.', { fields });
}
