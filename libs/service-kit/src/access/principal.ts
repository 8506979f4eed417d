/** Who asks: an intake key, an API key; `scopes` say what for. */
export type Principal = {
  /**
   * `write-key` and `api-key` for the configured keys, else the person's id or the program's name: what a client sends is told
   * apart from what others send by this id, so it must stay when a key is replaced by a new one.
   */
  readonly id: string;
  readonly kind: 'intake-key' | 'api-key' | 'session' | 'log';
  readonly scopes: readonly Scope[];
  /** Whose key it is: only people can sign, and one with two keys is still one. Null for keys that belong to programs. */
  readonly person: Person | null;
  /** Who made the key, and so has seen it: a principal's id. Left out for keys of the configuration. */
  readonly keyMadeBy?: string | undefined;
};

export const roles = ['marketing', 'sales', 'rep', 'ops', 'admin'] as const;
export type Role = (typeof roles)[number];

/** `id` is a short name as people type it: `maria`. */
export type Person = { readonly id: string; readonly name: string; readonly roles: readonly Role[] };

export const scopes = [
  'intake',
  'sales',
  'leads:read',
  'leads:write',
  'reports:read',
  'agreement:read',
  'agreement:write',
  'operations',
  'access:manage',
] as const;
export type Scope = (typeof scopes)[number];

/** What a route asks for; `any-key` is for whoever is known, whatever its scopes. `public` is said, never the default. */
export type Policy = Scope | 'any-key' | 'public';
