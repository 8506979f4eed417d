/** What was wrong with one field of a request. */
export type FieldProblem = { readonly field: string; readonly message: string };

/** An answer that is not a success, as RFC 9457 tells it. Throw it from a controller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** A short stable name of the kind of problem: the last part of its `type`. */
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    options: { readonly fields?: readonly FieldProblem[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.fields = options.fields ?? [];
    this.headers = options.headers ?? {};
  }

  toJson(instance?: string): Record<string, unknown> {
    return {
      type: `urn:smarketing:problem:${this.code}`,
      title: this.code.replaceAll('-', ' '),
      status: this.status,
      detail: this.message,
      ...(instance === undefined ? {} : { instance }),
      ...(this.fields.length > 0 ? { errors: this.fields } : {}),
    };
  }
}
