import { consentChanged, profileChanged, type CloudEvent } from '@smarketing/contracts';
import { decisionId, emit, type Emit } from '@smarketing/messaging';
import { canonicalJson } from './canonical-json.ts';
import type { ClientEvent } from './client-event.ts';
import { leadIdOf } from './identity/lead-id.ts';
import { newLead, type Lead } from './lead.ts';
import { consentSnapshot } from './profile/consent-record.ts';
import { profileSnapshot } from './profile/profile-snapshot.ts';
import { leadIdentifiedEvent, statedIn, statementEvents } from './statement-events.ts';

/** What is needed of a statement to tell it again. */
export type ToldStatement = Pick<
  ClientEvent,
  'eventId' | 'source' | 'type' | 'occurredAtMs' | 'receivedAtMs' | 'payload' | 'decidedAtMs' | 'emitsBefore'
> & { readonly leadId: string };

type ToldLead = Pick<
  Lead,
  'id' | 'version' | 'toldVersion' | 'toldAtMs' | 'createdAtMs' | 'ids' | 'fields' | 'consent'
>;

/** The name under which `on-intake` makes the ids of its events. */
const REACTOR = 'on-intake';

/**
 * The events that a statement once made, as they were published: of itself, and of the lead that it made known. Only
 * `toldVersion` is that of today: whoever hears them is told the newest snapshots as well.
 */
export function retoldStatement(row: ToldStatement, { toldVersion, createdAtMs }: ToldLead): readonly CloudEvent[] {
  const { eventId, leadId, type, payload, emitsBefore } = row;
  const stated = statedIn(row);
  const own = statementEvents(type, leadId, payload, stated, toldVersion);
  const made = own.map((event, index) => told(event, row, decisionId(eventId, REACTOR, emitsBefore + index)));
  if (leadIdOf(row.receivedAtMs, eventId) !== leadId) return made;
  const known = leadIdentifiedEvent({ id: leadId, createdAtMs }, type, payload, stated);
  return [told(known, row, decisionId(eventId, REACTOR, 0)), ...made];
}

/** The newest snapshots that were told of a lead; none where there is nothing to show. */
export function retoldSnapshots(lead: ToldLead): readonly CloudEvent[] {
  const { id, toldVersion: version, toldAtMs } = lead;
  if (version === 0) return [];
  const nobody = newLead(id, lead.createdAtMs);
  const profile = profileSnapshot(lead.ids, lead.fields);
  const consent = consentSnapshot(lead.consent);
  const events = [
    ...(isSame(profile, profileSnapshot(nobody.ids, nobody.fields))
      ? []
      : [emit(profileChanged, id, { version, ...profile })]),
    ...(isSame(consent, consentSnapshot(nobody.consent)) ? [] : [emit(consentChanged, id, { version, consent })]),
  ];
  const at = { decidedAtMs: toldAtMs, receivedAtMs: toldAtMs };
  return events.map((event) => told(event, at, decisionId(id, event.definition.type, version)));
}

const isSame = (a: unknown, b: unknown): boolean =>
  canonicalJson(a as Parameters<typeof canonicalJson>[0]) === canonicalJson(b as Parameters<typeof canonicalJson>[0]);

function told(
  { definition, key, data }: Emit,
  { decidedAtMs, receivedAtMs }: Pick<ToldStatement, 'decidedAtMs' | 'receivedAtMs'>,
  id: string,
): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: 'smarketing/ingestion',
    type: definition.type,
    subject: key,
    time: new Date(decidedAtMs).toISOString(),
    receivedat: new Date(receivedAtMs).toISOString(),
    data,
  };
}
