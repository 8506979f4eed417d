import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import {
  Access,
  AccessCommands,
  AccessStore,
  CurrentPrincipal,
  accessId,
  personItem,
  personRequest,
  type PersonItem,
  type Principal,
} from '@smarketing/service-kit';
import type * as z from 'zod';

/** `/api/people`: who works with the installation, and in which roles. Who has none left may do nothing. */
@Controller('api/people')
export class PeopleController {
  readonly #store: AccessStore;
  readonly #commands: AccessCommands;

  constructor(@Inject(AccessStore) store: AccessStore, @Inject(AccessCommands) commands: AccessCommands) {
    this.#store = store;
    this.#commands = commands;
  }

  @Get()
  @Access('access:manage')
  async list(): Promise<{ readonly items: readonly PersonItem[]; readonly nextCursor: null }> {
    return { items: (await this.#store.people()).map(personItem), nextCursor: null };
  }

  @Put(':id')
  @Access('access:manage')
  async put(
    @Param('id', { schema: accessId }) id: string,
    @Body({ schema: personRequest }) { name, roles }: z.output<typeof personRequest>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PersonItem> {
    return personItem(await this.#commands.putPerson({ id, name, roles }, principal.id));
  }
}
