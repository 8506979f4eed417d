import { readers } from './readers.ts';

/** Next offsets by partition, by topic. */
export type Offsets = ReadonlyMap<string, readonly number[]>;

export type TopicLag = {
  readonly topic: string;
  readonly groups: readonly { readonly group: string; readonly lag: number; readonly byPartition: readonly number[] }[];
};

/** How many records each group has yet to commit; `committed` is by group. */
export function lagsOf(committed: ReadonlyMap<string, Offsets>, heads: Offsets): readonly TopicLag[] {
  return [...readers].map(([topic, groups]) => ({
    topic,
    groups: groups.map((group) => {
      const done = committed.get(group)?.get(topic) ?? [];
      const byPartition = (heads.get(topic) ?? []).map((head, partition) => Math.max(0, head - (done[partition] ?? 0)));
      return { group, lag: byPartition.reduce((sum, lag) => sum + lag, 0), byPartition };
    }),
  }));
}
