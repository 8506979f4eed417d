import type { System } from './system.ts';
import { readLog, type LogEntry } from './read-log.ts';

/** One statement of a lead's timeline; `ref` is the id that its client gave it. */
export type TimelineItem = {
  readonly eventId: string;
  readonly ref: string;
  readonly type: string;
  readonly occurredAt: string;
};

export type ObservedLead = {
  readonly email: string;
  readonly id: string;
  readonly grade: string | null;
  readonly stage: string;
  readonly owner: string | null;
  readonly cycleNumber: number | null;
  /** Newest first. */
  readonly timeline: readonly TimelineItem[];
  readonly score: number;
  readonly entries: readonly {
    readonly eventId: string | null;
    readonly rule: string;
    readonly points: number;
    readonly count: number;
  }[];
  /** Cycles of the hand-off packets, of the decisions that routed, and of the assignments with clocks. */
  readonly packets: readonly string[];
  readonly routed: readonly string[];
  readonly assignments: readonly {
    readonly cycleId: string;
    readonly clocks: readonly { readonly kind: string; readonly breached: boolean }[];
  }[];
  /** Event ids. */
  readonly touches: readonly string[];
};

export type DeadLetter = {
  readonly id: string;
  readonly service: string;
  readonly reason: string;
  readonly detail: string;
  readonly payload: string;
  /** The record that it came from: topic/partition/offset. */
  readonly place: string;
};

/** What the world sees of a run once nothing is under way. */
export type Observed = {
  readonly leads: readonly ObservedLead[];
  readonly funnel: { readonly leads: number; readonly won: number };
  readonly log: readonly LogEntry[];
  /** All that there are, also of earlier runs. */
  readonly deadLetters: readonly DeadLetter[];
};

const SERVICES = ['ingestion', 'scoring', 'routing', 'sla', 'feedback', 'agreement', 'console'];
const AT_ONCE = 8;

export async function observe(system: System, emails: readonly string[]): Promise<Observed> {
  const queue = emails.values();
  const leads: ObservedLead[] = [];
  const reader = async (): Promise<void> => {
    for (const email of queue) leads.push(...(await observeLead(system, email)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return {
    leads,
    funnel: await readFunnel(system),
    log: await readLog(system),
    deadLetters: await readDeadLetters(system),
  };
}

export async function readFunnel(system: System): Promise<Observed['funnel']> {
  const { leads, won } = await system.api.get<Observed['funnel']>('/api/reports/funnel?by=source');
  return { leads, won };
}

/** Those of every service's table: one that was set aside and not announced would show here. */
export async function readDeadLetters(system: System): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (const service of SERVICES) {
    const rows = await system.sql<Omit<DeadLetter, 'service'>>(
      `SELECT id, reason, detail, payload, topic || '/' || partition || '/' || record_offset AS place FROM ${service}.dead_letters`,
    );
    found.push(...rows.map((row) => ({ service, ...row })));
  }
  return found;
}

type Listed = {
  id: string;
  grade: string | null;
  stage: string;
  owner: { id: string } | null;
  cycle: { number: number } | null;
};
type Explained = { score: number; entries: ObservedLead['entries'] };
type Sla = {
  assignments: { cycleId: string; clocks: { kind: string; breachedAt: string | null }[] }[];
  touches: { eventId: string }[];
};

/** More than one where a person was taken for two. */
async function observeLead({ api }: System, email: string): Promise<readonly ObservedLead[]> {
  const { items } = await api.get<{ items: Listed[] }>(`/api/leads?email=${encodeURIComponent(email)}`);
  return Promise.all(
    items.map(async ({ id, grade, stage, owner, cycle }): Promise<ObservedLead> => {
      const path = `/api/leads/${id}`;
      const [timeline, { score, entries }, packets, decisions, sla] = await Promise.all([
        wholeTimeline(api, id),
        api.get<Explained>(`${path}/score`),
        api.get<{ items: { cycleId: string }[] }>(`${path}/handoff`),
        api.get<{ items: { cycleId: string; outcome: string }[] }>(`${path}/routing`),
        api.get<Sla>(`${path}/sla`),
      ]);
      return {
        ...{ email, id, grade, stage, timeline, score, entries },
        owner: owner?.id ?? null,
        cycleNumber: cycle?.number ?? null,
        packets: packets.items.map(({ cycleId }) => cycleId),
        routed: decisions.items.filter(({ outcome }) => outcome === 'routed').map(({ cycleId }) => cycleId),
        assignments: sla.assignments.map(({ cycleId, clocks }) => ({
          cycleId,
          clocks: clocks.map(({ kind, breachedAt }) => ({ kind, breached: breachedAt !== null })),
        })),
        touches: sla.touches.map(({ eventId }) => eventId),
      };
    }),
  );
}

async function wholeTimeline(api: System['api'], id: string): Promise<readonly TimelineItem[]> {
  type Item = { eventId: string; type: string; occurredAt: string; properties?: { ref?: string } };
  const all: TimelineItem[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: Item[]; nextCursor: string | null } = await api.get(
      `/api/leads/${id}/timeline?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    all.push(
      ...page.items.map(({ eventId, type, occurredAt, properties }) => ({
        eventId,
        type,
        occurredAt,
        ref: properties?.ref ?? '?',
      })),
    );
    cursor = page.nextCursor;
  }
  return all;
}
