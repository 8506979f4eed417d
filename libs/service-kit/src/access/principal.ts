/** Who asks: an intake key, an API key; `scopes` say what for. */
export type Principal = {
  readonly id: string;
  readonly kind: 'intake-key' | 'api-key' | 'session' | 'log';
  readonly scopes: readonly Scope[];
};

export const scopes = [
  'intake',
  'sales',
  'leads:read',
  'leads:write',
  'reports:read',
  'agreement:read',
  'agreement:write',
  'operations',
] as const;
export type Scope = (typeof scopes)[number];

/** What a route asks for; `public` is said, never the default. */
export type Policy = Scope | 'public';
