import { waitingInWords } from '../installation/until-idle.ts';
import { adviceOnStopped, adviceOnWaiting } from './advice.ts';
import { note, ok, type Finding } from './finding.ts';
import type { FlowReport } from './flow-report.ts';

/** Lanes change hands within this time when processes come and go. */
const HANDOVER_SECONDS = 30;

/** Says of each service why it does not get on, since when, and what to do about it. */
export function diagnoseFlow(report: FlowReport): readonly Finding[] {
  const findings = [
    ...unreachable(report),
    ...broken(report),
    ...standing(report),
    ...unowned(report),
    ...waiting(report),
  ];
  if (!report.idle) return [...findings, note('Flow', `under way: ${waitingInWords(report)}`)];
  return findings.length > 0 ? findings : [ok('Flow', 'nothing is under way')];
}

function unreachable(report: FlowReport): Finding[] {
  return report.unreachable.map((url) => ({
    what: 'Flow',
    state: 'problem',
    words: `the process at ${url} does not answer`,
    advice: 'see that it runs and is at that address; its lanes go to others of its service, if there are any',
  }));
}

function broken({ services }: FlowReport): Finding[] {
  return services.flatMap(({ service, failure }): Finding[] =>
    failure
      ? [
          {
            what: service,
            state: 'problem',
            words: `a process does not get on: ${failure}`,
            advice: 'restart it; nothing is lost, and it goes on where it stood',
          },
        ]
      : [],
  );
}

function standing({ stopped }: FlowReport): Finding[] {
  return grouped(stopped, ({ service, kind }) => `${service} ${kind}`).map((lanes) => {
    const [first] = lanes;
    const advice = adviceOnStopped(first.kind);
    return {
      what: first.service,
      state: 'problem',
      words: `${lanesInWords(lanes)} ${lanes.length === 1 ? 'stands' : 'stand'} still: ${firstReason(lanes)}`,
      ...sinceOf(lanes),
      ...(advice === null ? {} : { advice }),
    };
  });
}

function unowned({ unowned: missing, at }: FlowReport): Finding[] {
  return missing.map(({ service, lanes, since }) => {
    const settled = since == null || secondsBetween(since, at) > HANDOVER_SECONDS;
    const words = `nobody owns ${lanesInWords(lanes.map((lane) => ({ lane })))}`;
    return {
      what: service,
      state: settled ? 'problem' : 'note',
      words: since == null ? `no process of it is to be found: ${words}` : words,
      ...(since == null ? {} : { since }),
      advice: settled
        ? 'start a process of this service, or see why those that run do not join its group'
        : 'nothing yet: lanes change hands when processes come and go',
    };
  });
}

/** A server that is away is told once for each service, whatever it was asked. */
function waiting({ waiting: waits, at }: FlowReport): Finding[] {
  const same = ({ service, kind, lane, because }: FlowReport['waiting'][number]): string =>
    `${service} ${kind} ${lane === null ? '' : because}`;
  return grouped(waits, same).map((items) => {
    const [first] = items;
    const found = adviceOnWaiting(first.kind);
    const since = sinceOf(items);
    const tooLong = found !== null && (since.since === undefined || secondsBetween(since.since, at) > found.patience);
    const who = first.lane === null ? '' : `${lanesInWords(items)} ${items.length === 1 ? 'waits' : 'wait'}: `;
    return {
      what: first.service,
      state: tooLong ? 'problem' : 'note',
      words: `${who}${first.because}`,
      ...since,
      ...(found === null ? {} : { advice: found.advice }),
    };
  });
}

type Group<T> = readonly [T, ...T[]];

function grouped<T>(items: readonly T[], nameOf: (item: T) => string): Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return [...groups.values()];
}

function lanesInWords(items: readonly { readonly lane: number | null }[]): string {
  const lanes = items.flatMap(({ lane }) => lane ?? []).toSorted((a, b) => a - b);
  if (lanes.length === 1) return `lane ${lanes[0]}`;
  const shown = lanes.length > 8 ? [...lanes.slice(0, 7), `${lanes.length - 7} more`] : lanes;
  return `lanes ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function firstReason([first, ...others]: Group<{ readonly because: string }>): string {
  const isSame = others.every(({ because }) => because === first.because);
  return isSame ? first.because : `${first.because} (the first of ${others.length + 1})`;
}

/** Since the first of them. */
function sinceOf(items: readonly { readonly since?: string | null | undefined }[]): { readonly since?: string } {
  const instants = items.flatMap(({ since }) => since ?? []).toSorted();
  return instants[0] === undefined ? {} : { since: instants[0] };
}

function secondsBetween(since: string, at: string | null | undefined): number {
  return at == null ? Infinity : (Date.parse(at) - Date.parse(since)) / 1_000;
}
