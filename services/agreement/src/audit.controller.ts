import { Controller, Get, Inject, Query } from '@nestjs/common';
import { Access } from '@smarketing/service-kit';
import * as z from 'zod';
import { auditSubjects } from './domain/audit-entry.ts';
import { AgreementStore } from './store/agreement-store.ts';

const page = z.strictObject({
  cursor: z.coerce.number().int().positive().optional(),
  about: z.enum(auditSubjects).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/**
 * `GET /api/agreements/audit`: who wrote, changed, proposed, signed or refused what, and when; newest first. `about` keeps to the
 * agreement, to reps with their absences, or to content.
 */
@Controller('api/agreements/audit')
export class AuditController {
  constructor(@Inject(AgreementStore) private readonly store: AgreementStore) {}

  @Get()
  @Access('agreement:read')
  async list(@Query({ schema: page }) { cursor, limit, about }: z.infer<typeof page>): Promise<unknown> {
    const found = await this.store.audit({ before: cursor ?? null, about: about ?? null, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(({ position: _position, ...entry }) => entry),
      nextCursor: found.length > limit && last ? String(last.position) : null,
    };
  }
}
