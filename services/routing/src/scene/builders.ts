import { defaultAgreement, compileAgreement } from '@smarketing/agreement';
import type { AgreementDocument, CompiledAgreement } from '@smarketing/agreement';
import type { DataOf, leadQualified, Priority } from '@smarketing/contracts';
import type { Rep } from '../domain/rep.ts';

/** Monday 23 November 2026, 10:00 in Berlin. */
export const MONDAY_10 = Date.parse('2026-11-23T09:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

type Routing = AgreementDocument['routing'];

/** Version 0 in Berlin time, with another routing section where one is given. */
export function anAgreement(routing: Partial<Routing> = {}, rest: Partial<AgreementDocument> = {}): CompiledAgreement {
  const document = { ...defaultAgreement, ...rest, routing: { ...defaultAgreement.routing, ...routing } };
  return compileAgreement(document, { version: 1, timeZone: 'Europe/Berlin' });
}

export function aPool(id: string, changes: Partial<Routing['pools'][number]> = {}): Routing['pools'][number] {
  return { id, label: id, calls: true, members: 'all', openLeadCap: 25, dailyCap: 10, weights: {}, ...changes };
}

export function aRep(id: string, changes: Partial<Rep> = {}): Rep {
  const name = id.charAt(0).toUpperCase() + id.slice(1);
  const email = `${id}@example.com`;
  return { id, revision: 1, name, email, active: true, pools: [], skills: [], languages: [], absences: [], ...changes };
}

/** Away from now on until an instant. */
export function awayUntil(toMs: number, fromMs = 0): Pick<Rep, 'absences'> {
  return { absences: [{ from: iso(fromMs), to: iso(toMs) }] };
}

export function repsOf(...reps: readonly Rep[]): ReadonlyMap<string, Rep> {
  return new Map(reps.map((rep) => [rep.id, rep]));
}

type Qualified = DataOf<typeof leadQualified>;

export function aQualification(
  changes: {
    cycleId?: string;
    priority?: Priority;
    at?: string;
    model?: string;
    dossier?: Partial<Qualified['dossier']>;
  } = {},
): Qualified {
  const { dossier, ...rest } = changes;
  return {
    cycleId: 'cycle-1',
    cycleNumber: 1,
    model: 'default',
    origin: 'marketing',
    priority: 'P0',
    rule: 'hand-raised',
    reason: 'a hand raised',
    at: iso(MONDAY_10),
    score: 71.5,
    fit: 40,
    engagement: 31.5,
    grade: 'A1',
    provisional: false,
    ...rest,
    dossier: {
      entries: [],
      criteria: [],
      content: [],
      intent: [],
      stage: 'deciding',
      statedNeeds: {},
      missingFields: [],
      profile: {},
      ...dossier,
    },
  };
}
