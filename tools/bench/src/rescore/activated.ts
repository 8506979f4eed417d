import type { AgreementDocument } from '@smarketing/agreement';
import { agreementActivated, type CloudEvent } from '@smarketing/contracts';
import { encodeRecords } from '@smarketing/messaging';

/** A version that comes into force now, as the agreement service tells of it. `numbers` counts what it has told, and is changed. */
export function activated(version: number, document: AgreementDocument, numbers: Record<string, number>) {
  const now = new Date();
  const event: CloudEvent = {
    ...{ specversion: '1.0', id: `activated-${version}`, source: 'smarketing/agreement' },
    ...{ type: agreementActivated.type, subject: 'agreement', time: now.toISOString() },
    data: {
      ...{ version, effectiveFrom: now.toISOString(), signed: false },
      document: JSON.parse(JSON.stringify(document)) as Record<string, never>,
    },
  };
  return encodeRecords('agreement', 0, [{ topic: agreementActivated.topic, event }], numbers, now.getTime());
}
