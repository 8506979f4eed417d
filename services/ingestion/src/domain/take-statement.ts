import { consentChanged, profileChanged, type IntakeData, type JsonValue } from '@smarketing/contracts';
import { emit, type Decision, type Emit } from '@smarketing/messaging';
import { canonicalJson } from './canonical-json.ts';
import { variantOf, type ClientEvent } from './client-event.ts';
import type { DecodedIntake } from './decoded-intake.ts';
import { differences } from './difference.ts';
import type { DirectoryChange, DirectoryView } from './directory-view.ts';
import { isSalesType } from './event-type.ts';
import { leadIdOf } from './identity/lead-id.ts';
import { resolveIdentity, type Resolved } from './identity/resolve-identity.ts';
import { newLead, type Lead } from './lead.ts';
import { consentSnapshot, consentStatements, stateConsent } from './profile/consent-record.ts';
import { noteIds } from './profile/known-ids.ts';
import { stateFields } from './profile/profile-fields.ts';
import { profileSnapshot } from './profile/profile-snapshot.ts';
import { statedFields } from './profile/stated-fields.ts';
import { leadIdentifiedEvent, missingIn, statementEvents } from './statement-events.ts';

type Taken = Decision<never, DirectoryChange>;

/**
 * Takes one statement from intake: counts it once, finds out whom it is about, learns what it says about them, and tells
 * the others. The same id with the same content is dropped; with other content it is set aside beside the first one.
 * `nowMs`: when it is decided, epoch ms; at its reception where it is left out.
 */
export function takeStatement(
  event: DecodedIntake,
  view: DirectoryView,
  nowMs: number = Date.parse(event.receivedat),
): Taken {
  const row = rowOf(event, nowMs);
  const first = view.ledgerRow(row.eventId, 0);
  if (first?.hash === row.hash) return { changes: { repeat: { eventId: row.eventId, variant: 0 } } };
  if (first) return setAside(quarantined(row, first.payload), view);
  const refusal = refusalOf(event);
  if (refusal !== null) return setAside({ ...row, status: 'refused', reason: refusal }, view);
  const resolved = resolveIdentity(event.data.who, view);
  if ('refused' in resolved) return setAside({ ...row, status: 'refused', reason: resolved.refused }, view);
  return applied(row, event, resolved);
}

function rowOf(event: DecodedIntake, decidedAtMs: number): ClientEvent {
  return {
    eventId: event.id,
    variant: 0,
    source: event.source,
    clientId: event.clientid,
    hash: event.contenthash,
    status: 'applied',
    reason: null,
    difference: null,
    leadId: null,
    type: event.type,
    occurredAtMs: Date.parse(event.time),
    receivedAtMs: Date.parse(event.receivedat),
    principalId: event.principalid ?? null,
    payload: event.data,
    decidedAtMs,
    emitsBefore: 0,
  };
}

/** A browser's write key never speaks for sales. What was produced into the topic directly passed the broker's own rules. */
function refusalOf({ type, data, principalkind, principalscopes = '' }: DecodedIntake): string | null {
  const isTrusted = principalkind === undefined || principalkind === 'log';
  if (isSalesType(type) && !isTrusted && !principalscopes.split(' ').includes('sales')) {
    return `${type} is for the sales side to state: the key lacks the scope sales`;
  }
  return missingIn(type, data);
}

function quarantined(row: ClientEvent, first: IntakeData | null): ClientEvent {
  const found = first === null ? [] : differences(first as JsonValue, row.payload as JsonValue);
  return {
    ...row,
    status: 'quarantined',
    reason: 'this id was used before for something else',
    difference: found,
  };
}

function setAside(row: ClientEvent, view: DirectoryView): Taken {
  const variant = variantOf(row.hash);
  const isKnown = view.ledgerRow(row.eventId, variant) !== undefined;
  return isKnown
    ? { changes: { repeat: { eventId: row.eventId, variant } } }
    : { changes: { row: { ...row, variant } } };
}

function applied(row: ClientEvent, event: DecodedIntake, resolved: Exclude<Resolved, { refused: string }>): Taken {
  const { data } = event;
  const before = resolved.lead ?? newLead(leadIdOf(row.receivedAtMs, row.eventId), row.receivedAtMs);
  const { lead: after, snapshots } = tell(before, learnt(before, row, data, resolved), row.decidedAtMs);
  const stated = {
    ...{ eventId: row.eventId, source: row.source },
    ...{ occurredAt: event.time, receivedAt: event.receivedat },
  };
  const first = resolved.lead === null ? [leadIdentifiedEvent(after, event.type, data, stated)] : [];
  return {
    changes: {
      row: { ...row, leadId: before.id, emitsBefore: first.length + snapshots.length },
      ...(after === before ? {} : { lead: after }),
      namings: resolved.learn.map((naming) => ({ ...naming, leadId: before.id })),
    },
    emits: [...first, ...snapshots, ...statementEvents(event.type, before.id, data, stated, after.toldVersion)],
  };
}

function learnt(
  lead: Lead,
  row: ClientEvent,
  data: IntakeData,
  resolved: Exclude<Resolved, { refused: string }>,
): Lead {
  const rank = [row.occurredAtMs, row.eventId] as const;
  const ids = noteIds(lead.ids, resolved.identifiers, rank);
  const fields = stateFields(lead.fields, statedFields(data), rank);
  const consent = stateConsent(lead.consent, consentStatements(data, row));
  if (ids === lead.ids && fields === lead.fields && consent === lead.consent) return lead;
  return { ...lead, version: lead.version + 1, ids, fields, consent };
}

/**
 * Whole snapshots, and only where they show something new. Each has a number of its own: who has heard of the later one has heard
 * of both, and nobody is judged between the two.
 */
function tell(before: Lead, after: Lead, nowMs: number): { readonly lead: Lead; readonly snapshots: readonly Emit[] } {
  if (after === before) return { lead: after, snapshots: [] };
  const profile = profileSnapshot(after.ids, after.fields);
  const consent = consentSnapshot(after.consent);
  const tellsProfile = differs(profileSnapshot(before.ids, before.fields), profile);
  const tellsConsent = differs(consentSnapshot(before.consent), consent);
  const version = after.version + Number(tellsProfile && tellsConsent);
  const snapshots = [
    ...(tellsProfile ? [emit(profileChanged, after.id, { version: after.version, ...profile })] : []),
    ...(tellsConsent ? [emit(consentChanged, after.id, { version, consent })] : []),
  ];
  return {
    lead: snapshots.length === 0 ? after : { ...after, version, toldVersion: version, toldAtMs: nowMs },
    snapshots,
  };
}

const differs = (before: unknown, after: unknown): boolean =>
  canonicalJson(before as JsonValue) !== canonicalJson(after as JsonValue);
