import { notPlain } from './plain-data.ts';
import type { Grounds } from './stream/grounds.ts';

export type CaseOptions = {
  /** Small and short: results are compared as always, figures mean little. */
  readonly quick: boolean;
  readonly grounds: Grounds;
  /** How many leads are scored again, where neither the full number nor the quick one is wanted. */
  readonly leads?: number | undefined;
};

/** A figure that holds on another machine too, since both its sides were measured in one run. */
export type Ratio<Result> = {
  /** What is divided by what, in few words. */
  readonly of: string;
  readonly better: 'higher' | 'lower';
  /** What is aimed at: at least, or at most, by `better`. */
  readonly aim?: number;
  /** Null where this run did not measure it; undefined is a mistake, and fails. */
  readonly value: (result: Result) => number | null | undefined;
};

export type Case<Result> = {
  readonly name: string;
  /** Said when it begins. */
  readonly what: string;
  /** Whether it stands on the `grounds` that it is given: with --quick such cases share them, and run one after the other. */
  readonly onGrounds?: boolean;
  /** Its result is plain JSON data. */
  readonly run: (options: CaseOptions) => Promise<Result>;
  readonly table: (result: Result) => string;
  /** By their names in docs/performance.json. */
  readonly ratios: Readonly<Record<string, Ratio<Result>>>;
};

export type MeasuredRatio = Omit<Ratio<never>, 'value'> & { readonly value: number | null };

export type CaseOutcome = {
  readonly result: object;
  readonly table: string;
  readonly ratios: Readonly<Record<string, MeasuredRatio>>;
};

/** A case as the bench runs it, whatever its results look like. */
export type BenchCase = Required<Pick<Case<never>, 'name' | 'what' | 'onGrounds'>> & {
  readonly ratios: readonly string[];
  readonly run: (options: CaseOptions) => Promise<CaseOutcome>;
};

/** Throws, by the run of the case, where a result, its table or a ratio would show something that is no figure. */
export function benchCase<Result extends object>(definition: Case<Result>): BenchCase {
  const { name, what, onGrounds = false } = definition;
  return {
    ...{ name, what, onGrounds, ratios: Object.keys(definition.ratios) },
    async run(options) {
      const result = await definition.run(options);
      const ratios = Object.fromEntries(
        Object.entries(definition.ratios).map(([ratio, { value, ...how }]) => [
          ratio,
          { ...how, value: value(result) as number | null },
        ]),
      );
      const wrong = notPlain({ result, ratios });
      if (wrong !== undefined) throw new Error(`${name} measured something that is no figure: ${wrong}`);
      const table = definition.table(result);
      const stray = /\b(?:NaN|Infinity|undefined|null)\b/.exec(table);
      if (stray !== null) throw new Error(`the table of ${name} says ${stray[0]}:\n${table}`);
      return { result, table, ratios };
    },
  };
}
