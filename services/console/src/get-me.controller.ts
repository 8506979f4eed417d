import { Controller, Get } from '@nestjs/common';
import { Access, CurrentPrincipal, type Person, type Principal, type Role, type Scope } from '@smarketing/service-kit';

type Me = {
  readonly id: string;
  readonly kind: Principal['kind'];
  readonly person: Pick<Person, 'id' | 'name'> | null;
  readonly roles: readonly Role[];
  readonly scopes: readonly Scope[];
};

/** `GET /api/me`: whose key it is that asks, and what it may do. */
@Controller('api/me')
export class GetMeController {
  @Get()
  @Access('any-key')
  read(@CurrentPrincipal() { id, kind, person, scopes }: Principal): Me {
    return { id, kind, person: person && { id: person.id, name: person.name }, roles: person?.roles ?? [], scopes };
  }
}
