// Loaded into a process before its main program (node --import): its consumers believe that every lane is theirs, whatever the
// group says, and go on believing it after they were fenced. They read the log by themselves.
import { KafkaEventLog } from '@smarketing/kafka';

type Record = { readonly offset: number };
type Log = { read(topic: string, partition: number, offset: number, limit: number): Promise<readonly Record[]> };
type Topic = { readonly name: string; readonly partitions: number };
type Position = { readonly topic: string; readonly partition: number; readonly offset: number };
type Believer = {
  onAssigned(lanes: readonly number[]): Promise<readonly Position[]>;
  onRecords(topic: string, partition: number, records: readonly Record[]): Promise<void>;
};

const LANES = 24;
const READ_AT_ONCE = 200;
const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

Reflect.set(
  KafkaEventLog.prototype,
  'join',
  async function (this: Log, _group: string, topics: readonly Topic[], member: Believer) {
    let over = false;
    /** Each claim has its own readers: those of an earlier one end. */
    const claims = Array.from({ length: LANES }, () => 0);
    const claim = async (lanes: readonly number[]): Promise<void> => {
      const turns = new Map(lanes.map((lane) => [lane, ++claims[lane]!]));
      const positions = await member.onAssigned(lanes);
      for (const { name, partitions } of topics) {
        for (const lane of lanes) {
          if (lane >= partitions) continue;
          const known = positions.find(({ topic, partition }) => topic === name && partition === lane);
          void read(name, lane, known?.offset ?? 0, turns.get(lane)!);
        }
      }
    };
    const read = async (topic: string, lane: number, from: number, turn: number): Promise<void> => {
      let offset = from;
      while (!over && claims[lane] === turn) {
        const records = await this.read(topic, lane, offset, READ_AT_ONCE).catch(() => []);
        if (claims[lane] !== turn) return;
        if (records.length === 0) await pause(100 + 200 * Math.random());
        else {
          offset = records.at(-1)!.offset + 1;
          await member.onRecords(topic, lane, records);
        }
      }
    };
    await claim(Array.from({ length: LANES }, (_, lane) => lane));
    return {
      commit: async () => undefined,
      reassign: async (lanes: readonly number[]) => {
        // Not at once: the others shall get to believe it as well.
        setTimeout(() => void claim(lanes).catch(() => undefined), 500 + 1_500 * Math.random());
      },
      leave: async () => {
        over = true;
        claims.fill(-1);
      },
    };
  },
);
