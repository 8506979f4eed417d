import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { Access, Problem } from '@smarketing/service-kit';
import type * as z from 'zod';
import { AgreementCommands } from './commands.ts';
import { absenceInput, referenceId, shown, repInput } from './domain/reference.ts';
import { AgreementStore } from './store/agreement-store.ts';

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
  ): Promise<unknown> {
    const item = await this.commands.setReference('rep', id, body);
    return shown(item);
  }

  @Post(':id/absences')
  @HttpCode(201)
  @Access('agreement:write')
  async addAbsence(
    @Param({ schema: referenceId }) { id }: z.infer<typeof referenceId>,
    @Body({ schema: absenceInput }) absence: z.infer<typeof absenceInput>,
  ): Promise<unknown> {
    const item = await this.commands.changeReference('rep', id, (body) => {
      if (!body) throw new Problem(404, 'rep-not-found', `There is no rep ${id}.`);
      const rep = repInput.parse(body);
      return { ...rep, absences: [...rep.absences, absence] };
    });
    return shown(item);
  }
}
