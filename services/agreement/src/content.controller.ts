import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { Access, CurrentPrincipal, type Principal } from '@smarketing/service-kit';
import type * as z from 'zod';
import { AgreementCommands } from './commands.ts';
import { contentInput, referenceId, shown } from './domain/reference.ts';
import { AgreementStore } from './store/agreement-store.ts';

/** `GET /api/content`, `PUT /api/content/:id`: the catalogue that says what each asset is about. */
@Controller('api/content')
export class ContentController {
  constructor(
    @Inject(AgreementStore) private readonly store: AgreementStore,
    @Inject(AgreementCommands) private readonly commands: AgreementCommands,
  ) {}

  @Get()
  @Access('agreement:read')
  async list(): Promise<unknown> {
    const items = (await this.store.references('content')).map(shown);
    return { items, nextCursor: null };
  }

  @Put(':id')
  @Access('agreement:write')
  async put(
    @Param({ schema: referenceId }) { id }: z.infer<typeof referenceId>,
    @Body({ schema: contentInput }) body: z.infer<typeof contentInput>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    const item = await this.commands.setReference('content', id, body, principal.id);
    return shown(item);
  }
}
