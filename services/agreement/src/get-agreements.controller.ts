import { Controller, Get, Inject, Param } from '@nestjs/common';
import { reasonsWithChoices, sentences } from '@smarketing/agreement';
import { Access, Clock, Problem } from '@smarketing/service-kit';
import * as z from 'zod';
import { inForceAt, statusOf } from './domain/in-force.ts';
import { AgreementStore, type AgreementVersion } from './store/agreement-store.ts';

const which = z.strictObject({
  version: z.union([
    z.literal('current'),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ]),
});

/** `GET /api/agreements`, `GET /api/agreements/current`, `GET /api/agreements/:version`, `GET /api/agreements/:version/reasons`. */
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
    const inForce = this.inForce(versions);
    return { items: versions.map((version) => summary(version, inForce)), nextCursor: null };
  }

  @Get(':version')
  @Access('agreement:read')
  async show(@Param({ schema: which }) { version }: z.infer<typeof which>): Promise<unknown> {
    const inForce = this.inForce(await this.store.versions());
    const found = await this.versionNamed(version);
    const { document, yaml } = found;
    return { ...summary(found, inForce), sentences: sentences(document), document, yaml };
  }

  /** The reasons for giving a lead back, each with its questions and the answers that they allow. */
  @Get(':version/reasons')
  @Access('agreement:read')
  async reasons(@Param({ schema: which }) { version }: z.infer<typeof which>): Promise<unknown> {
    const found = await this.versionNamed(version);
    return { version: found.version, items: reasonsWithChoices(found.document), nextCursor: null };
  }

  private async versionNamed(version: z.infer<typeof which>['version']): Promise<AgreementVersion> {
    const found = version === 'current' ? this.inForce(await this.store.versions()) : await this.store.version(version);
    if (!found) throw new Problem(404, 'agreement-not-found', `There is no version ${version} of the agreement.`);
    return found;
  }

  private inForce(versions: readonly AgreementVersion[]): AgreementVersion {
    if (versions.length === 0) throw new Problem(503, 'not-ready', 'There is no agreement yet: try again in a moment.');
    return inForceAt(versions, this.clock.now());
  }
}

function summary(version: AgreementVersion, inForce: AgreementVersion): object {
  const { document, yaml: _yaml, ...rest } = version;
  const status = statusOf(version, inForce);
  return { ...rest, status, inForce: status === 'active', ladder: document.ladder };
}
