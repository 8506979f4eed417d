import { allowanceOf, type CompiledAgreement } from '@smarketing/agreement';
import type { BusinessCalendar } from '@smarketing/business-time';
import { InvalidCalendar, compileCalendar, everyDay, withAbsences } from '@smarketing/business-time';
import type { Rep } from './rep.ts';
import { NO_NEEDS } from './route-plan.ts';
import type { Needs, RoutePlan } from './route-plan.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Profiles name zones as they like: what is kept of them is bounded. */
const ZONES_KEPT = 1_000;

const compiled = new WeakMap<CompiledAgreement, RoutePlan>();

/** The routing side of an agreement; compiled once per agreement object. */
export function routePlanOf(agreement: CompiledAgreement): RoutePlan {
  const known = compiled.get(agreement);
  if (known) return known;
  const plan = compile(agreement);
  compiled.set(agreement, plan);
  return plan;
}

/** A routing rule with what it may ask of a rep. */
type AskingRule = {
  readonly id: string;
  readonly skills?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
};

function compile({ document, routing, qualification, intent }: CompiledAgreement): RoutePlan {
  const asked: readonly AskingRule[] = document.routing.rules;
  const needs = new Map<string, Needs>(asked.map(({ id, skills = [], languages = [] }) => [id, { skills, languages }]));
  const plansWithCalls = new Set(document.sla.plans.filter((plan) => plan.calls.length > 0).map(({ id }) => id));
  const codesWith = (action: string): ReadonlySet<string> =>
    new Set(document.reasons.filter((reason) => reason.action.type === action).map(({ code }) => code));
  return {
    pools: routing.pools,
    catchAll: document.routing.catchAll,
    choosePool: (subject) => {
      const { pool, rule, label, path } = routing.choosePool(subject);
      return { pool, rule, label, path, needs: needs.get(rule) ?? NO_NEEDS };
    },
    everybodyAway: document.routing.everybodyAway,
    holdForEnrichmentMs: document.routing.holdForEnrichmentMinutes * MINUTE_MS,
    reopenedAccountMs: document.routing.reopenedAccountDays * DAY_MS,
    turnBack: {
      reasons: new Set(document.routing.turnBack.reasons),
      maxShare: document.routing.turnBack.maxShare,
    },
    absenceReturn: document.routing.absenceReturn,
    freshnessMs: qualification.freshnessMs,
    rung: document.ladder,
    allows: allowanceOf(document.ladder),
    wrongOwnerReasons: codesWith('reroute'),
    fixDataReasons: codesWith('fixData'),
    handRaisers: new Set(intent.signals.filter(({ handRaiser }) => handRaiser).map(({ id }) => id)),
    ...calendarsOf(document.calendars),
    firstTouch: (priority, qualifiedBy, poolId) => {
      const promise = document.sla.priorities[priority];
      const own = document.qualification.rules.find(({ id }) => id === qualifiedBy)?.firstTouchMinutes;
      return {
        withinMs: Math.round((own ?? promise.firstTouchMinutes) * MINUTE_MS),
        calls: plansWithCalls.has(promise.plan) && (routing.pools.get(poolId)?.calls ?? true),
        callsNeedConsent: document.sla.callsNeedConsent,
      };
    },
  };
}

function calendarsOf(
  calendars: CompiledAgreement['document']['calendars'],
): Pick<RoutePlan, 'officeHours' | 'presence' | 'callHours'> {
  const byId = new Map(calendars.list.map(({ id, spec }) => [id, compileCalendar(spec)]));
  const standard = byId.get(calendars.default);
  if (!standard) throw new Error(`There is no calendar "${calendars.default}".`);
  const presences = new WeakMap<Rep, BusinessCalendar>();
  const officeHours = (rep: Rep): BusinessCalendar => byId.get(rep.calendar ?? calendars.default) ?? standard;
  const daytimes = new Map<string, BusinessCalendar | undefined>();
  return {
    officeHours,
    callHours: (timeZone) => {
      if (!daytimes.has(timeZone)) {
        if (daytimes.size >= ZONES_KEPT) daytimes.clear();
        daytimes.set(timeZone, daytimeOf(timeZone, calendars.callHours));
      }
      return daytimes.get(timeZone);
    },
    presence: (rep) => {
      const known = presences.get(rep);
      if (known) return known;
      const presence = withAbsences(officeHours(rep), absencesOf(rep));
      presences.set(rep, presence);
      return presence;
    },
  };
}

/** An absence that ends before it begins is a slip of the pen, and no absence. */
function absencesOf(rep: Rep): { fromMs: number; toMs: number }[] {
  return rep.absences
    .map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
}

function daytimeOf(timeZone: string, [opens, closes]: readonly [string, string]): BusinessCalendar | undefined {
  try {
    return everyDay(timeZone, opens, closes);
  } catch (error) {
    if (error instanceof InvalidCalendar) return undefined;
    throw error;
  }
}
