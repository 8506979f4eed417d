import { calendarProblems } from '@smarketing/business-time';
import type { AgreementDocument } from './agreement-document.ts';
import { missing, type Contradiction } from './contradiction.ts';

export function calendarContradictions({ calendars }: Pick<AgreementDocument, 'calendars'>): Contradiction[] {
  const ids = new Set(calendars.list.map(({ id }) => id));
  return [
    ...missing([calendars.default], ids, ['calendars', 'default'], 'calendar', true),
    ...calendars.list.flatMap(({ spec }, index) =>
      calendarProblems({ ...spec, timeZone: spec.timeZone === 'host' ? 'UTC' : spec.timeZone }).map(
        ({ path, message }) => ({
          path: ['calendars', 'list', index, 'spec', ...path.map((name) => (/^\d+$/.test(name) ? Number(name) : name))],
          message,
        }),
      ),
    ),
  ];
}
