import type { CloudEvent } from '@smarketing/contracts';
import type { AppendRecord, LogRecord } from '../event-log.ts';
import type { Timer, TimerChange, UnpublishedBatch } from '../lane-database.ts';
import { SEQUENCE_HEADER, SOURCE_HEADER } from '../numbers.ts';
import type { Tx } from '../tx.ts';
import { ModelDatabase } from './model-database.ts';
import { ModelLog } from './model-log.ts';
import { soundPorts, type Ports } from './model-process.ts';
import type { ModelTables } from './model-tables.ts';
import type { Emphasis } from './schedule.ts';
import type { Breach } from './sequential-model.ts';
import { Ledger, Remembering, type Remembered } from './stages.ts';
import type { Actor } from './world.ts';

/** A safeguard that was taken away, from the fakes and not from the runner, and what may come of it. */
export type Removal = {
  readonly without: string;
  readonly ports: Ports;
  /** Under which schedules it shows. */
  readonly emphasis: Emphasis;
  readonly breaches: readonly Breach[];
};

/** Writes in a transaction of its own, which commits at once. */
async function apart(tables: ModelTables, process: Actor, write: (tx: Tx) => Promise<void>): Promise<void> {
  const tx = tables.begin(process);
  await write(tx);
  tables.finish(tx, 'commit');
}

/** Who was overtaken by a claim writes all the same. */
class WithoutEpochs extends ModelDatabase {
  protected override isFenced(): boolean {
    return false;
  }
}

/** What is committed and not acknowledged is known to the process alone. */
class WithoutUnpublished extends ModelDatabase {
  override async addUnpublished(): Promise<void> {}
}

/** A batch's row in `unpublished` goes with the next commit, acknowledged or not. */
class DroppingTooSoon extends ModelDatabase {
  private before: readonly UnpublishedBatch[] = [];

  override async addUnpublished(tx: Tx, batches: readonly UnpublishedBatch[]): Promise<void> {
    await super.dropUnpublished(tx, this.before);
    await super.addUnpublished(tx, batches);
    this.before = batches;
  }
}

/** The log has the records before the database has what they follow from. */
class PublishingFirst extends ModelDatabase {
  override async addUnpublished(tx: Tx, batches: readonly UnpublishedBatch[]): Promise<void> {
    this.log.appendAtOnce(batches.flatMap(({ records }) => records));
    await super.addUnpublished(tx, batches);
  }
}

/** Each record carries the number that is due: no repeat is seen, and no gap. */
class WithoutNumbers extends ModelLog {
  protected override delivered(records: readonly LogRecord[]): readonly LogRecord[] {
    return records.map((record) => {
      if (!(SOURCE_HEADER in record.headers)) return record;
      const due = { [SOURCE_HEADER]: 'anybody/0', [SEQUENCE_HEADER]: String(record.offset + 1) };
      return { ...record, headers: { ...record.headers, ...due } };
    });
  }
}

/** A claim starts to count anew what its lane has written. */
class ForgettingSent extends ModelDatabase {
  override async claim(lanes: readonly number[]) {
    const claimed = await super.claim(lanes);
    return claimed.map(({ row, unpublished }) => ({ row: { ...row, sent: {} }, unpublished }));
  }
}

/** Nobody knows which client ids were counted. */
class WithoutLedger extends Ledger {
  override async load(_events: readonly CloudEvent[], tx: Tx) {
    return super.load([], tx);
  }

  override async save(): Promise<void> {}
}

/** A claim reads on from where the group is said to be. */
class BelievingTheGroup extends ModelDatabase {
  override async claim(lanes: readonly number[]) {
    const claimed = await super.claim(lanes);
    return claimed.map(({ row, unpublished }) => ({
      row: { ...row, offsets: this.log.groupOffsets(row.lane) },
      unpublished,
    }));
  }
}

/** States are kept whatever becomes of the batch. */
class StatesApart extends Remembering {
  override async save(states: ReadonlyMap<string, Remembered>): Promise<void> {
    await apart(this.tables, this.process, (tx) => super.save(states, tx));
  }
}

/** A timer that fires is gone, whatever becomes of the batch. */
class TimersApart extends ModelDatabase {
  override async changeTimers(tx: Tx, changes: readonly TimerChange[], fired: readonly Timer[]): Promise<void> {
    await apart(this.tables, this.process, (own) => super.changeTimers(own, [], fired));
    await super.changeTimers(tx, changes, []);
  }
}

/** A command that is taken is gone, whatever becomes of the batch. */
class InboxApart extends ModelDatabase {
  override async consumeInbox(_tx: Tx, ids: readonly string[]): Promise<void> {
    await apart(this.tables, this.process, (own) => super.consumeInbox(own, ids));
  }
}

/** What could not be published is taken for published. */
class WithoutRetries extends ModelLog {
  override async append(records: readonly AppendRecord[]): Promise<void> {
    await super.append(records).catch(() => undefined);
  }
}

const kills: Emphasis = { kills: 3, pauses: 1 };
const pauses: Emphasis = { kills: 1, pauses: 3 };
const sound = soundPorts;

/** What a lost batch looks like, depending on what was in it and on what came after it. */
const LOSS: readonly Breach[] = ['lost', 'effect lost', 'command lost', 'timer lost', 'number gap'];

export const removals: readonly Removal[] = [
  {
    without: 'the epoch, so that a zombie writes on',
    ports: { ...sound, Database: WithoutEpochs },
    emphasis: pauses,
    breaches: ['number reused', 'applied twice', 'lost', 'effect lost', 'command lost', 'wrong version'],
  },
  {
    without: '`unpublished`, so that a crash after the commit loses the batch',
    ports: { ...sound, Database: WithoutUnpublished },
    emphasis: kills,
    breaches: LOSS,
  },
  {
    without: 'waiting for the ack before a batch leaves `unpublished`',
    ports: { ...sound, Database: DroppingTooSoon },
    emphasis: kills,
    breaches: LOSS,
  },
  {
    without: 'committing before publishing',
    ports: { ...sound, Database: PublishingFirst },
    emphasis: kills,
    breaches: ['number reused', 'number gap', 'applied twice', 'effect twice', 'effect lost'],
  },
  {
    without: 'numbers, so that a consumer takes repeats for news',
    ports: { ...sound, Log: WithoutNumbers },
    emphasis: kills,
    breaches: ['applied twice', 'effect twice'],
  },
  {
    without: 'remembering the numbers that were given out',
    ports: { ...sound, Database: ForgettingSent },
    emphasis: kills,
    breaches: ['number reused'],
  },
  {
    without: 'the ledger of client ids',
    ports: { ...sound, Ids: WithoutLedger },
    emphasis: kills,
    breaches: ['applied twice', 'effect twice'],
  },
  {
    without: 'offsets of its own, so that the group’s are the truth',
    ports: { ...sound, Database: BelievingTheGroup },
    emphasis: kills,
    breaches: LOSS,
  },
  {
    without: 'states in the same transaction',
    ports: { ...sound, States: StatesApart },
    emphasis: kills,
    breaches: ['applied twice', 'wrong version'],
  },
  {
    without: 'fired timers in the same transaction',
    ports: { ...sound, Database: TimersApart },
    emphasis: kills,
    breaches: ['timer lost'],
  },
  {
    without: 'consumed commands in the same transaction',
    ports: { ...sound, Database: InboxApart },
    emphasis: kills,
    breaches: ['command lost'],
  },
  {
    without: 'trying again what the log refused',
    ports: { ...sound, Log: WithoutRetries },
    emphasis: kills,
    breaches: LOSS,
  },
];
