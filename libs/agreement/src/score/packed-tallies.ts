import type { BucketTally, Occurrence, RuleTally, Tallies } from './tallies.ts';

/** `[at, eventId, assetId, since]` without what is not there at its end; `assetId` null where only `since` is. */
export type PackedOccurrence = readonly [
  at: number,
  eventId: string,
  assetId?: string | null | undefined,
  since?: number | undefined,
];

type Numbers = readonly number[];
type PackedLists = readonly (readonly [id: string, numbers: Numbers])[];
type PackedBucket = readonly [bucket: number, matched: number, ...kept: number[]];
type PackedRule = readonly [
  id: string,
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
  /** By model. Lists, for to make objects of ever other keys is dear. */
  readonly rules: readonly (readonly [model: string, rules: readonly PackedRule[]])[];
  readonly signals: PackedLists;
  readonly research: Numbers;
  readonly stages: PackedLists;
};

export function packTallies({ version, newestAt, rebuild, ...tallies }: Tallies): PackedTallies {
  const register = new Register();
  const numbers = (occurrences: readonly Occurrence[]): Numbers => occurrences.map((each) => register.numberOf(each));
  const lists = (record: Readonly<Record<string, readonly Occurrence[]>>): PackedLists =>
    Object.entries(record).map(([id, occurrences]) => [id, numbers(occurrences)]);
  const packRule = ([id, { latestAt, buckets, recent, assets }]: readonly [string, RuleTally]): PackedRule => {
    const packed = buckets.map(({ bucket, matched, kept }): PackedBucket => [bucket, matched, ...numbers(kept)]);
    if (assets !== undefined) return [id, latestAt, packed, recent ? numbers(recent) : null, numbers(assets)];
    return recent === undefined ? [id, latestAt, packed] : [id, latestAt, packed, numbers(recent)];
  };
  const rules = Object.entries(tallies.models).map(
    ([model, byId]) => [model, Object.entries(byId).map(packRule)] as const,
  );
  const [signals, research, stages] = [lists(tallies.signals), numbers(tallies.research), lists(tallies.stages)];
  return { version, newestAt, rebuild, occurrences: register.occurrences, rules, signals, research, stages };
}

/** The very tallies that were packed, keys in the same order. */
export function unpackTallies({ version, newestAt, rebuild, ...packed }: PackedTallies): Tallies {
  const all = packed.occurrences.map(unpackOccurrence);
  const these = (numbers: Numbers): Occurrence[] => numbers.map((number) => all[number]!);
  const record = (lists: PackedLists): Record<string, Occurrence[]> => {
    const result: Record<string, Occurrence[]> = {};
    for (const [id, numbers] of lists) result[id] = these(numbers);
    return result;
  };
  const unpackBucket = ([bucket, matched, ...kept]: PackedBucket): BucketTally => ({
    ...{ bucket, kept: these(kept), matched },
  });
  const models: Tallies['models'] = {};
  for (const [model, rules] of packed.rules) {
    const byId: Record<string, RuleTally> = {};
    for (const [id, latestAt, buckets, recent, assets] of rules) {
      const rule: RuleTally = { latestAt, buckets: buckets.map(unpackBucket) };
      if (recent) rule.recent = these(recent);
      if (assets) rule.assets = these(assets);
      byId[id] = rule;
    }
    models[model] = byId;
  }
  const [signals, stages] = [record(packed.signals), record(packed.stages)];
  return { version, models, signals, research: these(packed.research), stages, newestAt, rebuild };
}

/** Gives each occurrence a number, the same to equal ones as long as no event is told to be two. */
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
