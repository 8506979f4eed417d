const stopped = {
  'records-missing':
    'the log was cut, emptied or replaced: bring its records back (restore the topic, or the database and the log together from one backup) and restart the process; what is missing is never skipped',
  'number-missing':
    'a record was lost between two services, and nothing is applied past it: keep the log and the database as they are, and bring the record back from a backup of the topic',
  poison:
    'a fault of the software: see `smarketing dead-letters list`, run a version without it, restart the process, then replay the letters',
  refused:
    'the database refuses what the service writes: read the message, put it right (rights, disk, `smarketing migrate`), and restart the process',
} as const;

/** How long (in seconds) something may be waited for before somebody should look, and what to do then. */
const waiting = {
  'no-agreement': {
    patience: 60,
    advice:
      'see that the agreement service runs; put an agreement in force with `smarketing agreement activate FILE` where there is none',
  },
  'agreement-unknown': {
    patience: 60,
    advice:
      'it comes by the topic smarketing.agreement.v1: see that lane 0 of the service runs, and that it has no lag',
  },
  'agreement-unreadable': {
    patience: 0,
    advice: 'run this service in the version of Smarketing that put the agreement in force, or a newer one',
  },
  log: {
    patience: 30,
    advice:
      'see that the event log runs (Kafka, or PostgreSQL where there is none), takes connections and has disk left; nothing is lost, and it goes on by itself',
  },
  database: {
    patience: 30,
    advice: 'see that PostgreSQL runs, takes connections and has disk left; nothing is lost, and it goes on by itself',
  },
  timers: {
    patience: Infinity,
    advice: 'nothing, as long as the backlog is being read: they fire after it, or after 15 minutes at the latest',
  },
  group: {
    patience: 60,
    advice: 'see that the event log runs and that this process may join its groups',
  },
  replay: {
    patience: 900,
    advice:
      'see that the services it names run and get on; it ends by itself, and nobody is judged by half of the evidence',
  },
  intake: {
    patience: 30,
    advice:
      'clients are told to come again (503), and nothing acknowledged is lost: see why the event log does not take it',
  },
} as const;

/** What to do about a lane that stands still for that reason; a server that is newer than this program may know others. */
export function adviceOnStopped(kind: string): string | null {
  return Object.hasOwn(stopped, kind) ? stopped[kind as keyof typeof stopped] : null;
}

export function adviceOnWaiting(kind: string): { readonly patience: number; readonly advice: string } | null {
  return Object.hasOwn(waiting, kind) ? waiting[kind as keyof typeof waiting] : null;
}
