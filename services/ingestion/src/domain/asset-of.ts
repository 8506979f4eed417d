import type { Asset, JsonValue } from '@smarketing/contracts';

/** Types of events that are about a piece of content even where it has no id: its title or address serves as one. */
const ABOUT_CONTENT: ReadonlySet<string> = new Set(['content_downloaded', 'webinar_registered', 'webinar_attended']);

/** The piece of content that the properties of an event name, under the names that senders use for it. */
export function assetOf(type: string, properties: Readonly<Record<string, JsonValue>> | undefined): Asset | undefined {
  if (!properties) return undefined;
  const read = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
      if (typeof value === 'number') return String(value);
    }
    return undefined;
  };
  const title = read(
    'assetTitle',
    'asset_title',
    'title',
    'fileName',
    'file_name',
    'webinarName',
    'webinar_name',
    'name',
  );
  const url = read('assetUrl', 'asset_url', 'fileUrl', 'file_url', 'url');
  const named = read('assetId', 'asset_id', 'contentId', 'content_id', 'webinarId', 'webinar_id', 'asset', 'content');
  const id = named ?? (ABOUT_CONTENT.has(type) ? (title ?? url) : undefined);
  if (id === undefined) return undefined;
  const kind = read('assetType', 'asset_type', 'contentType', 'content_type');
  return { id, ...(kind ? { type: kind } : {}), ...(title ? { title } : {}), ...(url ? { url } : {}) };
}
