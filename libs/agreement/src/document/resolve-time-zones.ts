import type { AgreementDocument } from '../schema/agreement-document.ts';

/**
 * Puts a real zone wherever the document says `host`. Done where a version is activated, and not in each process, so that two
 * machines never count different days.
 */
export function resolveTimeZones(document: AgreementDocument, hostTimeZone: string): AgreementDocument {
  const resolved = (name: string) => (name === 'host' ? hostTimeZone : name);
  return {
    ...document,
    timeZone: resolved(document.timeZone),
    calendars: {
      ...document.calendars,
      list: document.calendars.list.map((calendar) => ({
        ...calendar,
        spec: { ...calendar.spec, timeZone: resolved(calendar.spec.timeZone) },
      })),
    },
  };
}

export function hostTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
