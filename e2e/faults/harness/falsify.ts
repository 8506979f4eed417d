import type { Observed, ObservedLead } from './observe.ts';
import type { LogEntry } from './read-log.ts';
import type { Verdict } from './verdict.ts';

/** A lie about what was seen, and what the oracle must call it. */
export type Falsification = {
  readonly name: string;
  readonly is: keyof Verdict;
  readonly falsify: (observed: Observed) => Observed;
};

const changeLead = (
  observed: Observed,
  isIt: (lead: ObservedLead) => boolean,
  change: (lead: ObservedLead) => ObservedLead,
): Observed => {
  const found = observed.leads.find(isIt);
  if (!found) throw new Error('there is no lead to lie about');
  return { ...observed, leads: observed.leads.map((lead) => (lead === found ? change(lead) : lead)) };
};
const hasEvidence = ({ timeline }: ObservedLead): boolean => timeline.length > 3;
const isRouted = ({ packets }: ObservedLead): boolean => packets.length > 0;
const isNumbered = ({ source }: LogEntry): boolean => source !== null;
const isOf =
  (type: string) =>
  (entry: LogEntry): boolean =>
    isNumbered(entry) && entry.value.includes(`"smarketing.${type}.v1"`);

/** The place of a record, in the middle of those of its kind so that others follow, of a source that wrote several. */
function indexOf({ log }: Observed, isIt: (entry: LogEntry) => boolean): number {
  const found = log.findIndex(
    (entry, index) =>
      isIt(entry) &&
      log.some(
        (later, at) =>
          at > index &&
          later.source === entry.source &&
          later.topic === entry.topic &&
          later.partition === entry.partition,
      ),
  );
  if (found < 0) throw new Error('there is no record to lie about');
  return found;
}

export const falsifications: readonly Falsification[] = [
  {
    name: 'an acknowledged event is missing in a timeline',
    is: 'lost',
    falsify: (observed) => changeLead(observed, hasEvidence, (lead) => ({ ...lead, timeline: lead.timeline.slice(1) })),
  },
  {
    name: 'an event is twice in a timeline',
    is: 'doubled',
    falsify: (observed) =>
      changeLead(observed, hasEvidence, (lead) => ({ ...lead, timeline: [lead.timeline[0]!, ...lead.timeline] })),
  },
  {
    name: 'two events of a timeline change places',
    is: 'outOfOrder',
    falsify: (observed) =>
      changeLead(observed, hasEvidence, (lead) => {
        const [first, second, ...rest] = lead.timeline;
        return { ...lead, timeline: [second!, first!, ...rest] };
      }),
  },
  {
    name: 'a lead is gone',
    is: 'lost',
    falsify: (observed) => ({ ...observed, leads: observed.leads.slice(1) }),
  },
  {
    name: 'a person is two leads',
    is: 'doubled',
    falsify: (observed) => ({ ...observed, leads: [observed.leads[0]!, ...observed.leads] }),
  },
  {
    name: 'a score is off by a hundredth',
    is: 'wrong',
    falsify: (observed) => changeLead(observed, isRouted, (lead) => ({ ...lead, score: lead.score + 0.01 })),
  },
  {
    name: 'a lead is handed over twice',
    is: 'doubled',
    falsify: (observed) =>
      changeLead(observed, isRouted, (lead) => ({ ...lead, packets: [...lead.packets, ...lead.packets] })),
  },
  {
    name: 'a lead that was routed has no clock',
    is: 'lost',
    falsify: (observed) => changeLead(observed, isRouted, (lead) => ({ ...lead, assignments: [] })),
  },
  {
    name: 'a lead of the funnel is missing',
    is: 'wrong',
    falsify: (observed) => ({ ...observed, funnel: { ...observed.funnel, leads: observed.funnel.leads - 1 } }),
  },
  {
    name: 'a record is missing in the log',
    is: 'lost',
    falsify: (observed) => {
      const index = indexOf(observed, isNumbered);
      return { ...observed, log: observed.log.filter((_, at) => at !== index) };
    },
  },
  {
    name: 'a record is repeated with other content',
    is: 'wrong',
    falsify: (observed) => {
      const entry = observed.log[indexOf(observed, isNumbered)]!;
      return { ...observed, log: [...observed.log, { ...entry, offset: 1_000_000, value: `${entry.value} ` }] };
    },
  },
  {
    name: 'a hand-off is told twice under two numbers',
    is: 'doubled',
    falsify: (observed) => {
      const entry = observed.log.find(isOf('lead.routed'))!;
      return {
        ...observed,
        log: [...observed.log, { ...entry, source: 'routing/99', sequence: 1, offset: 1_000_000 }],
      };
    },
  },
  {
    name: 'a hand-off was never told',
    is: 'lost',
    falsify: (observed) => ({ ...observed, log: observed.log.filter((entry) => !isOf('lead.routed')(entry)) }),
  },
  {
    name: 'what came in first was told last',
    is: 'outOfOrder',
    falsify: (observed) => {
      // Told in the order of the intake no longer: the intake is turned round.
      const last = Math.max(...observed.log.map(({ offset }) => offset));
      return {
        ...observed,
        log: observed.log.map((entry) =>
          entry.topic.includes('.intake.') ? { ...entry, offset: last - entry.offset } : entry,
        ),
      };
    },
  },
  {
    name: 'an event was set aside',
    is: 'deadLetters',
    falsify: (observed) => ({
      ...observed,
      deadLetters: [
        ...observed.deadLetters,
        { id: 'x', service: 'scoring', reason: 'decide-threw', detail: 'x', payload: 'x', place: 'x/0/0' },
      ],
    }),
  },
];
