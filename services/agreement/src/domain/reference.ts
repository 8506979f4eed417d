import { contentCatalogued, repChanged } from '@smarketing/contracts';
import type { InboxItem } from '@smarketing/messaging';
import * as z from 'zod';
import type { ReferenceItem } from '../store/agreement-store.ts';
import { broadcast } from './broadcast.ts';

const id = z.string().regex(/^[\w.@+-]{1,100}$/, 'letters, digits and . _ @ + - only');

export const absenceInput = z.strictObject({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  reason: z.string().max(200).optional(),
});

/** What a rep is set to. Everything has a default but the name. */
export const repInput = z.strictObject({
  name: z.string().min(1).max(200),
  email: z.email().optional(),
  managerId: id.optional(),
  active: z.boolean().default(true),
  pools: z.array(z.strictObject({ pool: z.string(), weight: z.number().positive().max(1_000).default(1) })).default([]),
  calendar: z.string().optional(),
  openLeadCap: z.int().positive().optional(),
  dailyCap: z.int().positive().optional(),
  skills: z.array(z.string().max(100)).default([]),
  languages: z.array(z.string().max(20)).default([]),
  absences: z.array(absenceInput).default([]),
});

/** What an asset is about. */
export const contentInput = z.strictObject({
  title: z.string().min(1).max(300),
  type: z.string().max(100).optional(),
  topic: z.string().max(200).optional(),
  pain: z.string().max(300).optional(),
  persona: z.string().max(100).optional(),
  stage: z.enum(['aware', 'considering', 'deciding']).optional(),
});

export const referenceId = z.strictObject({ id });

/** The next revision of an item; null where nothing would change. */
export function nextRevision(
  current: ReferenceItem | null,
  kind: ReferenceItem['kind'],
  itemId: string,
  body: ReferenceItem['body'],
): ReferenceItem | null {
  if (current && JSON.stringify(current.body) === JSON.stringify(body)) return null;
  return { kind, id: itemId, revision: (current?.revision ?? 0) + 1, body };
}

/** An item as it is answered. */
export function shown({ id: itemId, revision, body }: ReferenceItem): object {
  return { id: itemId, revision, ...body };
}

/** What the services are told of an item. */
export function announced(item: ReferenceItem, atMs: number): InboxItem {
  const definition = item.kind === 'rep' ? repChanged : contentCatalogued;
  const data = { revision: item.revision, ...item.body };
  const time = new Date(atMs).toISOString();
  return broadcast(
    definition as typeof repChanged,
    item.id,
    `${item.kind}/${item.id}/${item.revision}`,
    time,
    data as never,
  );
}
