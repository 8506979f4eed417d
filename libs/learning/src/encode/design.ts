/**
 * The inputs of a model, row by row, zeros left out (compressed sparse rows): the entries of row i are `indices` and `values`
 * from `starts[i]` up to `starts[i + 1]`, indices ascending.
 */
export type Design = {
  readonly width: number;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
};

/** Collects rows in their order. */
export class DesignBuilder {
  private readonly width: number;
  private readonly starts: number[] = [0];
  private indices = new Int32Array(4096);
  private values = new Float64Array(4096);
  private size = 0;

  constructor(width: number) {
    this.width = width;
  }

  /** Indices must come in ascending order within a row. */
  put(index: number, value: number): void {
    if (value === 0) return;
    if (this.size === this.indices.length) this.grow();
    this.indices[this.size] = index;
    this.values[this.size] = value;
    this.size += 1;
  }

  endRow(): void {
    this.starts.push(this.size);
  }

  finish(): Design {
    return {
      width: this.width,
      starts: Int32Array.from(this.starts),
      indices: this.indices.slice(0, this.size),
      values: this.values.slice(0, this.size),
    };
  }

  private grow(): void {
    const indices = new Int32Array(this.size * 2);
    indices.set(this.indices);
    const values = new Float64Array(this.size * 2);
    values.set(this.values);
    [this.indices, this.values] = [indices, values];
  }
}

/** A design of given rows of numbers, zeros and all. */
export function denseDesign(rows: readonly (readonly number[])[]): Design {
  const builder = new DesignBuilder(rows[0]?.length ?? 0);
  for (const row of rows) {
    row.forEach((value, index) => builder.put(index, value));
    builder.endRow();
  }
  return builder.finish();
}

/** intercept + coefficients · row. */
export function linearPredictor(design: Design, row: number, coefficients: Float64Array, intercept: number): number {
  const { starts, indices, values } = design;
  let sum = intercept;
  for (let at = starts[row]!, end = starts[row + 1]!; at < end; at += 1) {
    sum += coefficients[indices[at]!]! * values[at]!;
  }
  return sum;
}
