import type { Scope } from './principal.ts';
import { scopesOf } from './role-scopes.ts';
import type { Holder, NewKey } from './store/access-store.ts';

/** One in use, and one to change to. */
const MOST_ACTIVE_KEYS = 2;

/** Ids of the configured keys' principals: what these do must not be taken for somebody else's deeds. */
const TAKEN_IDS: readonly string[] = ['write-key', 'api-key'];
const ID = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;

export type KeyRequest = {
  /** A program's name, or a label for a person's key. */
  readonly name: string;
  /** A person's id. */
  readonly person?: string | undefined;
  /** What a program may do; for a person's key what of the roles' scopes, left out: all. */
  readonly scopes?: readonly Scope[] | undefined;
  readonly expiresAtMs: number | null;
};

/** Why something is not done. `field`: which part of the request is wrong; null where another state of things is in the way. */
export type Refusal = { readonly field: string | null; readonly code: string; readonly because: string };

export type Granting = { readonly id: string; readonly by: string; readonly nowMs: number };

/** The id of whose key it will be. */
export const holderOf = ({ name, person }: KeyRequest): string => person ?? name;

/** The key that is asked for, or why there will be none. */
export function grantKey(
  request: KeyRequest,
  holder: Holder,
  { id, by, nowMs }: Granting,
): { readonly key: NewKey } | { readonly refused: Refusal } {
  const refused = wrongHolder(request, holder) ?? wrongScopes(request, holder);
  if (refused) return { refused };
  const { name, scopes, expiresAtMs } = request;
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return wrong('expiresAt', 'is over already');
  if (holder.activeKeys.length >= MOST_ACTIVE_KEYS) {
    const active = holder.activeKeys.map((key) => key.id).join(' and ');
    const because = `${holderOf(request)} has ${holder.activeKeys.length} active keys, ${active}: revoke one of them first.`;
    return { refused: { field: null, code: 'too-many-keys', because } };
  }
  const { person } = holder;
  return { key: { id, name, person, scopes: scopes ?? null, createdAtMs: nowMs, createdBy: by, expiresAtMs } };
}

/** Why there can be no person, or no program, of this id; null where there can. */
export function wrongId(id: string, field: string): Refusal | null {
  if (!ID.test(id)) {
    return refusal(field, 'is 1 to 64 small letters and digits, with . _ - between them');
  }
  return TAKEN_IDS.includes(id) ? refusal(field, 'is what a key of the configuration is called') : null;
}

function wrongHolder({ name, person }: KeyRequest, holder: Holder): Refusal | null {
  if (person !== undefined) return holder.person ? null : refusal('person', `There is no person ${person}.`);
  if (!holder.person) return wrongId(name, 'name');
  return { field: null, code: 'name-taken', because: `${name} is a person: give the program another name.` };
}

function wrongScopes({ scopes }: KeyRequest, { person }: Holder): Refusal | null {
  if (person) {
    const given = scopesOf(person.roles);
    const beyond = (scopes ?? []).filter((scope) => !given.includes(scope));
    return beyond.length > 0 ? refusal('scopes', `${person.id}'s roles do not give ${beyond.join(', ')}`) : null;
  }
  if (scopes === undefined || scopes.length === 0) return refusal('scopes', 'says what the program may do');
  return scopes.includes('access:manage') ? refusal('scopes', 'access:manage is for people') : null;
}

function wrong(field: string, because: string): { readonly refused: Refusal } {
  return { refused: refusal(field, because) };
}

function refusal(field: string, because: string): Refusal {
  return { field, code: 'invalid-request', because };
}
