/** What is wrong with a batch as a whole: the only thing Segment's clients are refused for, besides bad JSON. */
export class BadBatch extends Error {
  override readonly name = 'BadBatch';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * The items of a batch, each with the context and the sentAt of the batch where it has none of its own. Items are whatever the
 * client put there: each is judged by itself.
 */
export function segmentItems(body: unknown, most: number): unknown[] {
  if (!isRecord(body)) throw new BadBatch('', 'The body must be an object.');
  const { batch, context, sentAt } = body;
  if (!Array.isArray(batch)) throw new BadBatch('batch', 'must be an array of events');
  if (batch.length > most) throw new BadBatch('batch', `has ${batch.length} events, at most ${most}`);
  return batch.map((item: unknown) => {
    if (!isRecord(item)) return item;
    const merged = { ...item };
    if (isRecord(context)) merged['context'] = isRecord(item['context']) ? { ...context, ...item['context'] } : context;
    if (sentAt !== undefined) merged['sentAt'] ??= sentAt;
    return merged;
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
