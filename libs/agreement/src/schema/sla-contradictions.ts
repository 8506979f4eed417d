import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction, type Path } from './contradiction.ts';
import type { Attempt } from './sla.ts';

type Promise = AgreementDocument['sla']['priorities']['P0'];

export function slaContradictions({ sla }: Pick<AgreementDocument, 'sla'>): Contradiction[] {
  const plans = new Set(sla.plans.map(({ id }) => id));
  const promised = Object.entries(sla.priorities);
  return [
    ...promised.flatMap(([priority, promise], index) => {
      const path = ['sla', 'priorities', priority];
      const [morePressing, sooner] = promised[index - 1] ?? [];
      return [
        ...missing([promise.plan], plans, [...path, 'plan'], 'plan', true),
        ...promiseContradictions(promise, path),
        ...(sooner !== undefined && promise.firstTouchMinutes < sooner.firstTouchMinutes
          ? [
              {
                path: [...path, 'firstTouchMinutes'],
                message: `${priority} would be touched sooner than ${morePressing}, which is more pressing`,
              },
            ]
          : []),
      ];
    }),
    ...sla.plans.flatMap(({ calls, mails }, index) => [
      ...attemptContradictions(calls, ['sla', 'plans', index, 'calls'], 'call'),
      ...attemptContradictions(mails, ['sla', 'plans', index, 'mails'], 'mail'),
    ]),
  ];
}

function promiseContradictions(
  { firstTouchMinutes, answerMinutes, reminders, escalateAt, rerouteAt }: Promise,
  path: Path,
): Contradiction[] {
  const found: Contradiction[] = [];
  if (answerMinutes < firstTouchMinutes) {
    found.push({
      path: [...path, 'answerMinutes'],
      message: `an answer would be due after ${answerMinutes} minutes, before the first touch after ${firstTouchMinutes}`,
    });
  }
  reminders.forEach((reminder, index) => {
    if (index > 0 && reminder <= (reminders[index - 1] ?? 0)) {
      found.push({
        path: [...path, 'reminders', index],
        message: 'reminders come one after the other: put the lower first',
      });
    }
  });
  const last = reminders.at(-1);
  if (last !== undefined && escalateAt < last) {
    found.push({ path: [...path, 'escalateAt'], message: 'the manager would be told before the last reminder' });
  }
  if (rerouteAt !== null && rerouteAt < escalateAt) {
    found.push({
      path: [...path, 'rerouteAt'],
      message: 'the lead would go to somebody else before the manager is told',
    });
  }
  return found;
}

function attemptContradictions(attempts: readonly Attempt[], path: Path, what: string): Contradiction[] {
  return attempts.flatMap(({ day, afterMinutes }, index) => {
    const before = attempts[index - 1];
    if (before === undefined || before.day < day || (before.day === day && before.afterMinutes < afterMinutes))
      return [];
    const message = `each ${what} must be due after the one before it, which is due on day ${before.day}`;
    return [{ path: [...path, index], message }];
  });
}
