import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import * as z from 'zod';
import { Access, CurrentPrincipal } from '../access/access.ts';
import type { Principal } from '../access/principal.ts';
import { Problem } from '../http/problem.ts';
import { LetterBoxes } from './letter-boxes.ts';
import type { LetterDetails, LetterItem } from './letter-json.ts';
import { letterQuery, type LetterQuery } from './letter-query.ts';

const word = z.string().min(1).max(200);
const wanted = z.strictObject({ ids: z.array(word).min(1).max(500) });

/** This process's part of `/api/dead-letters`: the console puts the parts together. */
@Controller('internal/dead-letters')
export class InternalDeadLettersController {
  private readonly boxes: LetterBoxes;

  constructor(@Inject(LetterBoxes) boxes: LetterBoxes) {
    this.boxes = boxes;
  }

  @Get(':service')
  @Access('operations')
  async list(
    @Param('service', { schema: word }) service: string,
    @Query({ schema: letterQuery }) query: LetterQuery,
  ): Promise<{ readonly items: readonly LetterItem[] }> {
    this.mustRunHere(service);
    return { items: await this.boxes.list(service, query) };
  }

  @Get(':service/:id')
  @Access('operations')
  async show(
    @Param('service', { schema: word }) service: string,
    @Param('id', { schema: word }) id: string,
  ): Promise<LetterDetails> {
    this.mustRunHere(service);
    const found = await this.boxes.find(service, id);
    if (!found) throw new Problem(404, 'dead-letter-not-found', `${service} has no dead letter ${id}.`);
    return found;
  }

  @Post(':service/replay')
  @HttpCode(202)
  @Access('operations')
  async replay(
    @Param('service', { schema: word }) service: string,
    @Body({ schema: wanted }) { ids }: z.infer<typeof wanted>,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ readonly asked: readonly string[] }> {
    this.mustRunHere(service);
    return { asked: await this.boxes.replay(service, ids, principal.id) };
  }

  private mustRunHere(service: string): void {
    if (!this.boxes.has(service)) throw new Problem(421, 'misdirected', `${service} does not run in this process.`);
  }
}
