import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { Access, CurrentPrincipal, Problem, type Principal } from '@smarketing/service-kit';
import type * as z from 'zod';
import { AgreementCommands } from './commands.ts';
import { absenceInput, referenceId, shown, repInput } from './domain/reference.ts';
import { AgreementStore, type ReferenceItem } from './store/agreement-store.ts';

/** `GET /api/reps`, `PUT /api/reps/:id`, `POST /api/reps/:id/absences`. */
@Controller('api/reps')
export class RepsController {
  constructor(
    @Inject(AgreementStore) private readonly store: AgreementStore,
    @Inject(AgreementCommands) private readonly commands: AgreementCommands,
  ) {}

  @Get()
  @Access('agreement:read')
  async list(): Promise<unknown> {
    const items = (await this.store.references('rep')).map(shown);
    return { items, nextCursor: null };
  }

  @Put(':id')
  @Access('agreement:write')
  async put(
    @Param({ schema: referenceId }) { id }: z.infer<typeof referenceId>,
    @Body({ schema: repInput }) body: z.infer<typeof repInput>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    const item = await this.commands.setReference('rep', id, body, principal.id);
    return shown(item);
  }

  @Post(':id/absences')
  @HttpCode(201)
  @Access('agreement:write')
  async addAbsence(
    @Param({ schema: referenceId }) { id }: z.infer<typeof referenceId>,
    @Body({ schema: absenceInput }) absence: z.infer<typeof absenceInput>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<unknown> {
    const withAbsence = (body: ReferenceItem['body'] | null): ReferenceItem['body'] => {
      if (!body) throw new Problem(404, 'rep-not-found', `There is no rep ${id}.`);
      const rep = repInput.parse(body);
      return { ...rep, absences: [...rep.absences, absence] };
    };
    const item = await this.commands.changeReference('rep', id, withAbsence, principal.id);
    return shown(item);
  }
}
