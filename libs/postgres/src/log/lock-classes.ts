import { murmur2 } from '@smarketing/messaging';

/** Advisory lock classes of one log (the second key is a partition's or a process's number); other schemas get other ones. */
export function lockClasses(schema: string): {
  readonly partitions: number;
  readonly processes: number;
  readonly groups: number;
} {
  const classOf = (use: string) => murmur2(`smarketing log ${use} ${schema}`) & 0x7fffffff;
  return { partitions: classOf('partitions'), processes: classOf('processes'), groups: classOf('groups') };
}
