import {
  dealLost,
  dealOpened,
  dealStageChanged,
  dealWon,
  engagementRecorded,
  handoffAnswered,
  leadIdentified,
  leadNominated,
  objectionHeard,
  touchLogged,
  IDENTIFY,
  type Asset,
  type IntakeData,
  type JsonValue,
  type SalesType,
} from '@smarketing/contracts';
import { emit, type Emit } from '@smarketing/messaging';
import { assetOf } from './asset-of.ts';
import type { ClientEvent } from './client-event.ts';
import { isSalesType } from './event-type.ts';
import type { Lead } from './lead.ts';
import { machineSignalOf } from './machine-signal.ts';

/** What every statement carries on: contracts' `stated`. */
export type Stated = {
  readonly eventId: string;
  readonly source: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
};

export function statedIn(row: Pick<ClientEvent, 'eventId' | 'source' | 'occurredAtMs' | 'receivedAtMs'>): Stated {
  return {
    eventId: row.eventId,
    source: row.source,
    occurredAt: new Date(row.occurredAtMs).toISOString(),
    receivedAt: new Date(row.receivedAtMs).toISOString(),
  };
}

/** Of a lead that became known by a statement of this type. */
export function leadIdentifiedEvent(
  lead: Pick<Lead, 'id' | 'createdAtMs'>,
  type: string,
  data: IntakeData,
  stated: Stated,
): Emit {
  const { campaign, asset = assetOf(type, data.properties) } = data;
  return emit(leadIdentified, lead.id, {
    ...stated,
    createdAt: new Date(lead.createdAtMs).toISOString(),
    firstType: type,
    ...(machineSignalOf(type, data.properties) === null ? {} : { machine: true }),
    ...(campaign ? { campaign } : {}),
    ...(asset ? { asset } : {}),
  });
}

type Properties = Readonly<Record<string, JsonValue>>;

/** Why a statement of that type cannot be acted on; null where it can. */
export function missingIn(type: string, { properties = {} }: IntakeData): string | null {
  return type === 'objection_heard' && text(properties, 'objection') === undefined
    ? 'properties.objection is missing: which objection was heard?'
    : null;
}

/**
 * The event that others hear of for a statement about a lead; none for statements that are kept as evidence only.
 * `toldVersion`: of the newest snapshot of profile or consent that was told so far.
 */
export function statementEvents(
  type: string,
  leadId: string,
  data: IntakeData,
  stated: Stated,
  toldVersion: number,
): Emit[] {
  if (type === IDENTIFY) return [];
  if (isSalesType(type)) return salesEvents(type as SalesType, leadId, data, stated);
  const asset: Asset | undefined = data.asset ?? assetOf(type, data.properties);
  const machineBecause = machineSignalOf(type, data.properties);
  return [
    emit(engagementRecorded, leadId, {
      ...stated,
      type,
      toldVersion,
      properties: data.properties ?? {},
      ...(machineBecause === null ? {} : { machine: true, machineBecause }),
      ...(data.campaign ? { campaign: data.campaign } : {}),
      ...(asset ? { asset } : {}),
    }),
  ];
}

function salesEvents(type: SalesType, leadId: string, { properties = {} }: IntakeData, stated: Stated): Emit[] {
  const said = {
    ...stated,
    ...optional('by', text(properties, 'by') ?? text(properties, 'repId')),
    ...optional('cycleId', text(properties, 'cycleId')),
    ...optional('assignmentId', text(properties, 'assignmentId')),
  };
  const reason = {
    ...optional('reason', text(properties, 'reason')),
    ...optional('fact', text(properties, 'fact')),
  };
  const touch = (kind: 'call' | 'email' | 'meeting'): Emit =>
    emit(touchLogged, leadId, {
      ...said,
      kind,
      automated: properties['automated'] === true || properties['automated'] === 'true',
      ...optional('disposition', text(properties, 'disposition')),
      properties,
    });
  const deal = dealOf(leadId, said, properties);
  switch (type) {
    case 'call_logged':
      return [touch('call')];
    case 'email_sent':
      return [touch('email')];
    case 'meeting_logged':
      return [touch('meeting')];
    case 'lead_accepted':
      return [emit(handoffAnswered, leadId, { ...said, answer: 'accepted', properties })];
    case 'lead_rejected':
      return [emit(handoffAnswered, leadId, { ...said, answer: 'rejected', ...reason, properties })];
    case 'lead_nominated':
      return [
        emit(leadNominated, leadId, {
          ...said,
          ...optional('because', text(properties, 'because') ?? text(properties, 'reason')),
        }),
      ];
    case 'objection_heard':
      return [
        emit(objectionHeard, leadId, {
          ...said,
          objection: text(properties, 'objection') ?? '',
          ...optional('pain', text(properties, 'pain')),
          properties,
        }),
      ];
    case 'deal_opened':
      return [emit(dealOpened, leadId, { ...deal, ...optional('closeDate', text(properties, 'closeDate')) })];
    case 'deal_stage_changed':
      return [emit(dealStageChanged, leadId, deal)];
    case 'deal_won':
      return [emit(dealWon, leadId, deal)];
    case 'deal_lost':
      return [
        emit(dealLost, leadId, {
          ...deal,
          ...reason,
          ...optional('competitor', text(properties, 'competitor')),
          ...optional('contractEnd', text(properties, 'contractEnd')),
        }),
      ];
    case 'content_sent':
    case 'content_requested':
    case 'customer_renewed':
    case 'customer_churned':
      return [];
  }
}

/** A deal that the sender did not name is the lead's one deal. */
function dealOf<S extends Stated>(leadId: string, said: S, properties: Properties) {
  return {
    ...said,
    dealId: text(properties, 'dealId') ?? text(properties, 'deal_id') ?? `deal of ${leadId}`,
    ...optional('amount', amount(properties['amount'])),
    ...optional('currency', text(properties, 'currency')),
    ...optional('stage', text(properties, 'stage')),
    properties,
  };
}

function amount(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}

function text(properties: Properties, name: string): string | undefined {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function optional<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };
}
