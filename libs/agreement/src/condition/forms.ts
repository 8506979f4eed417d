/** What a value is for one kind of comparison; `undefined` where that is unknown. */
export type Form<T> = (value: unknown) => T;

export const asIs: Form<unknown> = (value) => value;

/** Whether there is anything: an empty text says as little as none. */
export const asFilled: Form<boolean> = (value) => value !== undefined && value !== null && value !== '';

export type Key = string | null;

/**
 * Equal for values that count as the same: text without regard to case and to space around it, and `"200"` is 200, as `"true"` is
 * true. Null for lists and objects, which are the same as nothing.
 */
export const asKey: Form<Key | undefined> = (value) => {
  if (typeof value === 'string') return value.trim().toLowerCase();
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};

/** Forms and files send numbers as text. */
export const asNumber: Form<number | undefined> = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
};

export const asText: Form<string | undefined> = (value) =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value);

export const asLowerText: Form<string | undefined> = (value) => asText(value)?.toLowerCase();
