import { Controller, Get, Inject, Param } from '@nestjs/common';
import { sentences } from '@smarketing/agreement';
import { Access, Clock, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import { AgreementStore, type AgreementVersion } from './store/agreement-store.ts';

const which = z.strictObject({ version: z.union([z.literal('current'), z.coerce.number().int().nonnegative()]) });

/** `GET /api/agreements`, `GET /api/agreements/current`, `GET /api/agreements/:version`. */
@Controller('api/agreements')
export class GetAgreementsController {
  constructor(
    @Inject(AgreementStore) private readonly store: AgreementStore,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Get()
  @Access('agreement:read')
  async list(): Promise<unknown> {
    const versions = await this.store.versions();
    const current = this.currentOf(versions);
    const items = versions.map((version) => summary(version, version === current));
    return { items, nextCursor: null };
  }

  @Get(':version')
  @Access('agreement:read')
  async show(@Param({ schema: which }) { version }: z.infer<typeof which>): Promise<unknown> {
    const current = this.currentOf(await this.store.versions());
    const found = version === 'current' ? current : await this.store.version(version);
    if (!found) throw new Problem(404, 'agreement-not-found', `There is no version ${version} of the agreement.`);
    const { document, yaml } = found;
    return { ...summary(found, found.version === current?.version), sentences: sentences(document), document, yaml };
  }

  /** The newest that is due; `versions` are newest first. */
  private currentOf(versions: readonly AgreementVersion[]): AgreementVersion | undefined {
    const now = this.clock.now();
    return versions.find((version) => Date.parse(version.effectiveFrom) <= now);
  }
}

function summary(version: AgreementVersion, inForce: boolean): object {
  const { document: _document, yaml: _yaml, ...rest } = version;
  return { ...rest, inForce, ladder: version.document.ladder };
}
