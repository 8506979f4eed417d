/** What a name looks like, and an address or a text does not. */
const NAME = /^[\w.:/-]{1,60}$/;

/** Values of a label that outsiders choose: the first so many names are shown, everything else is `other`. */
export class BoundedLabel {
  private readonly known = new Set<string>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.most || !NAME.test(value)) return 'other';
    this.known.add(value);
    return value;
  }
}
