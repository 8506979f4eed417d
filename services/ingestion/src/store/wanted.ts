import type { CloudEvent, IntakeData } from '@smarketing/contracts';
import type { DecodedIntake } from '../domain/decoded-intake.ts';
import { identifierKey, identifiersOf, type Identifier } from '../domain/identity/identifiers.ts';

/** What deciding about a batch needs to have loaded. */
export type Wanted = {
  readonly events: readonly { readonly id: string; readonly hash: string }[];
  readonly identifiers: readonly Identifier[];
  readonly leadIds: readonly string[];
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function wantedBy(events: readonly CloudEvent[]): Wanted {
  const statements = events as readonly DecodedIntake[];
  const identifiers = new Map<string, Identifier>();
  const leadIds = new Set<string>();
  for (const { data } of statements) {
    for (const identifier of identifiersOf(data.who)) identifiers.set(identifierKey(identifier), identifier);
    const { leadId } = data.who;
    if (leadId !== undefined && isLeadId(leadId)) leadIds.add(leadId);
  }
  return {
    events: statements.map((event) => ({ id: event.id, hash: event.contenthash })),
    identifiers: [...identifiers.values()].sort(byKey),
    leadIds: [...leadIds],
  };
}

export const isLeadId = (text: string): boolean => UUID.test(text);

export function byKey(a: Identifier, b: Identifier): number {
  const [x, y] = [identifierKey(a), identifierKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The leads that these statements will probably change: they are locked for it from the start. */
export function leadsToChange(events: readonly CloudEvent[], leadIdOf: (identifier: Identifier) => string | undefined) {
  const ids = new Set<string>();
  for (const { data, type } of events as readonly DecodedIntake[]) {
    const identifiers = identifiersOf(data.who);
    const named = identifiers.map(leadIdOf);
    const isChange = statesSomething(data, type) || named.includes(undefined) || new Set(named).size > 1;
    if (!isChange) continue;
    for (const id of named) if (id !== undefined) ids.add(id);
    if (data.who.leadId !== undefined && isLeadId(data.who.leadId)) ids.add(data.who.leadId);
  }
  return ids;
}

const statesSomething = ({ who, traits, consent }: IntakeData, type: string): boolean =>
  traits !== undefined ||
  consent !== undefined ||
  who.phone !== undefined ||
  who.companyDomain !== undefined ||
  type === 'email_unsubscribed';
