import { theLoop } from './loop.ts';

theLoop('embedded', {
  name: 'on a Sunday night',
  startsAt: '2026-11-15T22:30:00Z',
  callBy: '2026-11-16T08:15:00.000Z',
});

// Munich's clocks go from 02:00 to 03:00 half an hour later: Monday's opening is an hour earlier in UTC than the week before.
theLoop('embedded', {
  name: 'at a change of the clocks',
  startsAt: '2026-03-29T00:30:00Z',
  callBy: '2026-03-30T07:15:00.000Z',
});

// Thursday evening before Easter: Good Friday and Easter Monday are holidays.
theLoop('embedded', {
  name: 'before a holiday',
  startsAt: '2026-04-02T18:00:00Z',
  callBy: '2026-04-07T07:15:00.000Z',
});
