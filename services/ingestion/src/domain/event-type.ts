import { engagementTypes, IDENTIFY, salesTypes } from '@smarketing/contracts';

const engagement: ReadonlySet<string> = new Set(engagementTypes);
const sales: ReadonlySet<string> = new Set(salesTypes);

export const isSalesType = (type: string): boolean => sales.has(type);
export const isCatalogued = (type: string): boolean => engagement.has(type) || sales.has(type) || type === IDENTIFY;

/**
 * The name under which the catalogue knows an event: `smarketing.content_downloaded.v1`, `Content Downloaded` and
 * `contentDownloaded` are all `content_downloaded`. A name that it does not know stays as it is.
 */
export function eventType(name: string): string {
  if (isCatalogued(name)) return name;
  const bare = /^smarketing\.([a-z_]+)\.v\d+$/.exec(name)?.[1] ?? name;
  const snake = snakeCase(bare);
  return isCatalogued(snake) ? snake : name;
}

/** `Content Downloaded` → `content_downloaded`. */
export function snakeCase(name: string): string {
  return name
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s\-./]+/g, '_')
    .toLowerCase();
}
