import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import {
  Access,
  AccessCommands,
  AccessStore,
  Clock,
  CurrentPrincipal,
  accessId,
  auditItem,
  auditQuery,
  keyItem,
  keyQuery,
  keyRequest,
  type AuditItem,
  type KeyItem,
  type Principal,
} from '@smarketing/service-kit';
import type * as z from 'zod';

/** `/api/keys`: the keys that were made at run time, and the trail of all changes to people and keys. */
@Controller('api/keys')
export class KeysController {
  readonly #store: AccessStore;
  readonly #commands: AccessCommands;
  readonly #clock: Clock;

  constructor(
    @Inject(AccessStore) store: AccessStore,
    @Inject(AccessCommands) commands: AccessCommands,
    @Inject(Clock) clock: Clock,
  ) {
    this.#store = store;
    this.#commands = commands;
    this.#clock = clock;
  }

  /** Newest first. */
  @Get()
  @Access('access:manage')
  async list(
    @Query({ schema: keyQuery }) { status, limit, cursor }: z.output<typeof keyQuery>,
  ): Promise<{ readonly items: readonly KeyItem[]; readonly nextCursor: string | null }> {
    const nowMs = this.#clock.now();
    const activeAtMs = status === 'active' ? nowMs : null;
    const found = await this.#store.keys({ activeAtMs, limit: limit + 1, after: cursor });
    const items = found.slice(0, limit).map((key) => keyItem(key, nowMs));
    return { items, nextCursor: found.length > limit ? items.at(-1)!.id : null };
  }

  /** `key` is the key itself: it is told this once, and kept nowhere. */
  @Post()
  @Access('access:manage')
  async create(
    @Body({ schema: keyRequest }) { expiresAt, ...request }: z.output<typeof keyRequest>,
    @CurrentPrincipal() { id }: Principal,
  ): Promise<KeyItem & { readonly key: string }> {
    const expiresAtMs = expiresAt === undefined ? null : Date.parse(expiresAt);
    const { key, secret } = await this.#commands.createKey({ ...request, expiresAtMs }, id);
    return { ...keyItem(key, this.#clock.now()), key: secret };
  }

  /** Newest first. */
  @Get('audit')
  @Access('access:manage')
  async audit(
    @Query({ schema: auditQuery }) { limit, cursor }: z.output<typeof auditQuery>,
  ): Promise<{ readonly items: readonly AuditItem[]; readonly nextCursor: string | null }> {
    const found = await this.#store.audit(limit + 1, cursor);
    const items = found.slice(0, limit).map(auditItem);
    return { items, nextCursor: found.length > limit ? String(items.at(-1)!.number) : null };
  }

  /** Revokes it: within 5 s no process knows it any more. Answers with the key as it is then. */
  @Delete(':id')
  @Access('access:manage')
  async revoke(
    @Param('id', { schema: accessId }) id: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<KeyItem> {
    return keyItem(await this.#commands.revokeKey(id, principal.id), this.#clock.now());
  }
}
