import { scopes, type Role, type Scope } from './principal.ts';

/**
 * What a person may do by each of their roles. None has `intake`: what enters there must come from a program's key, whose name says
 * which source it is. What a role may *sign* is no scope: that is asked of the roles themselves.
 */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  marketing: ['leads:read', 'reports:read', 'agreement:read', 'agreement:write'],
  sales: ['sales', 'leads:read', 'leads:write', 'reports:read', 'agreement:read', 'agreement:write'],
  rep: ['sales', 'leads:read', 'leads:write', 'agreement:read'],
  ops: ['leads:read', 'reports:read', 'agreement:read', 'operations'],
  admin: scopes.filter((scope) => scope !== 'intake'),
};

/** All that these roles give together, each scope once, in the order of `scopes`. */
export function scopesOf(roles: readonly Role[]): readonly Scope[] {
  return scopes.filter((scope) => roles.some((role) => scopesOfRole[role].includes(scope)));
}
