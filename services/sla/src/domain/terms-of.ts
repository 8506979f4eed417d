import { allowanceOf, reasonsWithChoices, type AgreementDocument, type ReasonWithChoices } from '@smarketing/agreement';
import { InvalidCalendar, compileCalendar, everyDay, intersect, withAbsences } from '@smarketing/business-time';
import type { BusinessCalendar, Interval } from '@smarketing/business-time';
import type { Afterwards } from './sla-lead.ts';
import type { ReasonTerms, RepHours, Terms } from './terms.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Of a rep: what decides when he works. */
export type RepCalendar = {
  readonly calendar?: string | undefined;
  readonly absences: readonly { readonly from: string; readonly to: string }[];
};

/** The terms of a document whose time zones are resolved, together with the reps as they are now. */
export function termsOf(document: AgreementDocument, reps: ReadonlyMap<string, RepCalendar>): Terms {
  const plans = new Map(document.sla.plans.map((plan) => [plan.id, plan]));
  const reasons = new Map(reasonsWithChoices(document).map((reason) => [reason.code, reasonTerms(document, reason)]));
  const silentPools = new Set(document.routing.pools.filter(({ calls }) => !calls).map(({ id }) => id));
  const calendars = calendarsOf(document);
  return {
    freshnessMs: document.qualification.freshnessDays * DAY_MS,
    rung: document.ladder,
    allows: allowanceOf(document.ladder),
    callsNeedConsent: document.sla.callsNeedConsent,
    priorities: document.sla.priorities,
    plan: (id) => plans.get(id) ?? null,
    poolCalls: (pool) => !silentPools.has(pool),
    reason: (code) => reasons.get(code) ?? null,
    hours: (repId) => calendars.hoursOf(reps.get(repId) ?? NOBODY),
  };
}

const NOBODY: RepCalendar = { absences: [] };

function reasonTerms({ nurture }: AgreementDocument, reason: ReasonWithChoices): ReasonTerms {
  const { code, label, kind, asks, needsPlanDone, action } = reason;
  const entered = nurture.tracks.find(({ entry }) => entry.includes(code));
  const track = action.type === 'enrol' ? action.track : (entered?.id ?? null);
  const afterwards = kind === 'reject' ? (AFTER_REJECTION[action.type] ?? 'over') : 'over';
  return { code, label, kind, asks, needsPlanDone, suppresses: action.type === 'suppress', afterwards, track };
}

const AFTER_REJECTION: Readonly<Record<string, Afterwards>> = { reroute: 'elsewhere', fixData: 'mending' };

type Calendars = { hoursOf(rep: RepCalendar): RepHours };

/** Calendars keep what they have computed, so they are made once per version of the agreement and per state of a rep. */
const CALENDARS = new WeakMap<AgreementDocument, Calendars>();

function calendarsOf(document: AgreementDocument): Calendars {
  const known = CALENDARS.get(document);
  if (known) return known;
  const made = makeCalendars(document);
  CALENDARS.set(document, made);
  return made;
}

function makeCalendars({ calendars }: AgreementDocument): Calendars {
  const specs = new Map(calendars.list.map(({ id, spec }) => [id, spec]));
  const compiled = memoized((id: string) => compileCalendar(specs.get(id)!));
  const daytimes = memoized((timeZone: string) => daytimeOf(timeZone, calendars.callHours));
  const hours = new WeakMap<RepCalendar, RepHours>();
  return {
    hoursOf(rep) {
      const known = hours.get(rep);
      if (known) return known;
      const calendarId = rep.calendar !== undefined && specs.has(rep.calendar) ? rep.calendar : calendars.default;
      const regular = compiled(calendarId);
      const present = withAbsences(regular, rep.absences.map(interval).filter(isForward));
      const calling = memoized((timeZone: string) => {
        const daytime = daytimes(timeZone);
        return daytime === null ? null : intersect(present, daytime);
      });
      const made = { calendarId, regular, present, calling };
      hours.set(rep, made);
      return made;
    },
  };
}

/** Null for a zone that is none: people write all sorts of things into a profile. */
function daytimeOf(timeZone: string, [opens, closes]: readonly [string, string]): BusinessCalendar | null {
  try {
    return everyDay(timeZone, opens, closes);
  } catch (error) {
    if (error instanceof InvalidCalendar) return null;
    throw error;
  }
}

function interval({ from, to }: { readonly from: string; readonly to: string }): Interval {
  return { fromMs: Date.parse(from), toMs: Date.parse(to) };
}

function isForward({ fromMs, toMs }: Interval): boolean {
  return fromMs <= toMs;
}

const KEPT = 500;

/** Bounded: zones come from profiles, which anybody may fill in. */
function memoized<V>(make: (key: string) => V): (key: string) => V {
  const made = new Map<string, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const [oldest] = made.keys();
    if (oldest !== undefined && made.size >= KEPT) made.delete(oldest);
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
