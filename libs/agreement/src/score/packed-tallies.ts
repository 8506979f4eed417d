import type { BucketTally, Occurrence, RuleTally, Tallies } from './tallies.ts';

/** `[at, eventId, assetId, since]` without what is not there at its end; `assetId` null where only `since` is. */
export type PackedOccurrence = readonly [
  at: number,
  eventId: string,
  assetId?: string | null | undefined,
  since?: number | undefined,
];

type Numbers = readonly number[];
type PackedBucket = readonly [bucket: number, matched: number, ...kept: number[]];
type PackedRule = readonly [
  latestAt: number,
  buckets: readonly PackedBucket[],
  recent?: Numbers | null,
  assets?: Numbers,
];

/**
 * Tallies as they are stored: what an event is to several rules, signals and stages is there once, in `occurrences`, and elsewhere by
 * its place in that list. Half the size of plain tallies.
 */
export type PackedTallies = Pick<Tallies, 'version' | 'newestAt' | 'rebuild'> & {
  readonly occurrences: readonly PackedOccurrence[];
  readonly rules: Readonly<Record<string, Readonly<Record<string, PackedRule>>>>;
  readonly signals: Readonly<Record<string, Numbers>>;
  readonly research: Numbers;
  readonly stages: Readonly<Record<string, Numbers>>;
};

export function packTallies({ version, newestAt, rebuild, ...tallies }: Tallies): PackedTallies {
  const register = new Register();
  const numbers = (occurrences: readonly Occurrence[]): Numbers => occurrences.map((each) => register.numberOf(each));
  const packRule = ({ latestAt, buckets, recent, assets }: RuleTally): PackedRule => {
    const packed = buckets.map(({ bucket, matched, kept }): PackedBucket => [bucket, matched, ...numbers(kept)]);
    if (assets !== undefined) return [latestAt, packed, recent === undefined ? null : numbers(recent), numbers(assets)];
    return recent === undefined ? [latestAt, packed] : [latestAt, packed, numbers(recent)];
  };
  const rules = mapped(tallies.models, (model) => mapped(model, packRule));
  const [signals, research, stages] = [
    mapped(tallies.signals, numbers),
    numbers(tallies.research),
    mapped(tallies.stages, numbers),
  ];
  return { version, newestAt, rebuild, occurrences: register.occurrences, rules, signals, research, stages };
}

/** The very tallies that were packed, keys in the same order. */
export function unpackTallies({ version, newestAt, rebuild, ...packed }: PackedTallies): Tallies {
  const all = packed.occurrences.map(unpackOccurrence);
  const these = (numbers: Numbers): Occurrence[] => numbers.map((number) => all[number]!);
  const unpackRule = ([latestAt, buckets, recent, assets]: PackedRule): RuleTally => {
    const rule: RuleTally = { latestAt, buckets: buckets.map(unpackBucket) };
    if (recent) rule.recent = these(recent);
    if (assets) rule.assets = these(assets);
    return rule;
  };
  const unpackBucket = ([bucket, matched, ...kept]: PackedBucket): BucketTally => ({
    ...{ bucket, kept: these(kept), matched },
  });
  const models = mapped(packed.rules, (model) => mapped(model, unpackRule));
  const [signals, stages] = [mapped(packed.signals, these), mapped(packed.stages, these)];
  return { version, models, signals, research: these(packed.research), stages, newestAt, rebuild };
}

/** Gives each occurrence a number, the same to equal ones. */
class Register {
  readonly occurrences: PackedOccurrence[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf({ at, eventId, assetId, since }: Occurrence): number {
    const key = since === undefined ? eventId : `${since} ${eventId}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) {
      const [itsAt, , itsAssetId, itsSince] = this.occurrences[known]!;
      if (itsAt === at && (itsAssetId ?? undefined) === assetId && itsSince === since) return known;
    }
    const number = this.occurrences.length;
    this.#numbers.set(key, number);
    if (since !== undefined) this.occurrences.push([at, eventId, assetId ?? null, since]);
    else this.occurrences.push(assetId === undefined ? [at, eventId] : [at, eventId, assetId]);
    return number;
  }
}

function unpackOccurrence([at, eventId, assetId, since]: PackedOccurrence): Occurrence {
  const occurrence: Occurrence = { at, eventId };
  if (assetId !== undefined && assetId !== null) occurrence.assetId = assetId;
  if (since !== undefined) occurrence.since = since;
  return occurrence;
}

function mapped<T, U>(record: Readonly<Record<string, T>>, of: (value: T) => U): Record<string, U> {
  const result: Record<string, U> = {};
  for (const key of Object.keys(record)) result[key] = of(record[key]!);
  return result;
}
