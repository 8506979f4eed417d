import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Policy, Principal } from './principal.ts';

export const POLICY = 'smarketing:policy';

/** Says who may call a route. A route without it is closed to everybody. */
export const Access = (policy: Policy): MethodDecorator & ClassDecorator => SetMetadata(POLICY, policy);

export type WithPrincipal = { principal?: Principal };

/** The principal that the guard has let through. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal | undefined => {
  return context.switchToHttp().getRequest<WithPrincipal>().principal;
});
