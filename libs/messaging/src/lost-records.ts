/** The log no longer has what a reader must read next: retention has passed it, or the log is damaged or was replaced. Never skipped over. */
export class LostRecords extends Error {
  override readonly name = 'LostRecords';

  constructor(
    readonly topic: string,
    readonly partition: number,
    /** The offset that should be read next. */
    readonly wanted: number,
    /** What the log has: the first offset that it offered, and the next one to be written. */
    readonly log: { readonly first: number; readonly head: number },
  ) {
    super(
      `${topic}/${partition}: offset ${wanted} should be read next, but the log has ${log.first} up to ${log.head}`,
    );
  }
}
