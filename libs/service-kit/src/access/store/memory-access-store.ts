import type { Person } from '../principal.ts';
import { stateOf, type StoredKey } from '../stored-key.ts';
import {
  AccessChange,
  AccessStore,
  type AuditEntry,
  type Holder,
  type KeyPage,
  type NewKey,
  type NumberedEntry,
} from './access-store.ts';

type Kept = Omit<StoredKey, 'person'> & { readonly personId: string | null; readonly digest: string };

class State {
  readonly people = new Map<string, Person>();
  readonly keys = new Map<string, Kept>();
  readonly audit: NumberedEntry[] = [];

  copy(): State {
    const copy = new State();
    for (const [id, person] of this.people) copy.people.set(id, person);
    for (const [id, key] of this.keys) copy.keys.set(id, key);
    copy.audit.push(...this.audit);
    return copy;
  }

  /** Newest first. */
  all(): readonly Kept[] {
    return [...this.keys.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
  }

  shown({ personId, digest: _, ...key }: Kept): StoredKey {
    return { ...key, person: personId === null ? null : this.people.get(personId)! };
  }
}

/** For tests: one change at a time. */
export class MemoryAccessStore extends AccessStore {
  #state = new State();
  #last: Promise<unknown> = Promise.resolve();

  async findKeys(digests: readonly string[]): Promise<ReadonlyMap<string, StoredKey>> {
    const found = this.#state.all().filter(({ digest }) => digests.includes(digest));
    return new Map(found.map((key) => [key.digest, this.#state.shown(key)]));
  }

  async keys({ activeAtMs, limit, after }: KeyPage): Promise<readonly StoredKey[]> {
    return this.#state
      .all()
      .filter((key) => activeAtMs === null || stateOf(key, activeAtMs) === 'active')
      .filter(({ id }) => after === undefined || id < after)
      .slice(0, limit)
      .map((key) => this.#state.shown(key));
  }

  async people(): Promise<readonly Person[]> {
    return [...this.#state.people.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  async audit(limit: number, before = Infinity): Promise<readonly NumberedEntry[]> {
    return this.#state.audit
      .filter(({ number }) => number < before)
      .toReversed()
      .slice(0, limit);
  }

  change<T>(work: (change: AccessChange) => Promise<T>): Promise<T> {
    const change = this.#last.then(async () => {
      const draft = this.#state.copy();
      const result = await work(new MemoryAccessChange(draft));
      this.#state = draft;
      return result;
    });
    this.#last = change.catch(() => undefined);
    return change;
  }
}

class MemoryAccessChange extends AccessChange {
  readonly #state: State;

  constructor(state: State) {
    super();
    this.#state = state;
  }

  async lockHolder(id: string, nowMs: number): Promise<Holder> {
    const keys = this.#state.all().filter(({ personId, name }) => (personId ?? name) === id);
    return {
      person: this.#state.people.get(id) ?? null,
      activeKeys: keys
        .filter((key) => stateOf(key, nowMs) === 'active')
        .map((key) => this.#state.shown(key))
        .toReversed(),
      isProgram: keys.some(({ personId }) => personId === null),
    };
  }

  async lockKey(id: string): Promise<StoredKey | null> {
    const key = this.#state.keys.get(id);
    return key ? this.#state.shown(key) : null;
  }

  async addKey({ person, ...key }: NewKey, digest: string): Promise<void> {
    const known = this.#state.all();
    if (known.some((each) => each.id === key.id || each.digest === digest)) throw new Error(`key ${key.id} exists`);
    this.#state.keys.set(key.id, { ...key, personId: person?.id ?? null, digest, revokedAtMs: null, revokedBy: null });
  }

  async revokeKey(id: string, atMs: number, by: string): Promise<void> {
    const key = this.#state.keys.get(id);
    if (key) this.#state.keys.set(id, { ...key, revokedAtMs: atMs, revokedBy: by });
  }

  async putPerson(person: Person): Promise<void> {
    this.#state.people.set(person.id, person);
  }

  async addAudit(entry: AuditEntry): Promise<void> {
    this.#state.audit.push({ ...entry, number: this.#state.audit.length + 1 });
  }
}
