import type { IntakeData, JsonValue } from '@smarketing/contracts';
import { decisionId } from '@smarketing/messaging';
import { contentHash } from '../domain/canonical-json.ts';
import type { DecodedIntake } from '../domain/decoded-intake.ts';

export const NOON = '2026-03-02T12:00:00.000Z';

type Given = Partial<Omit<DecodedIntake, 'data' | 'id'>> & { readonly data?: Partial<IntakeData> };

/** A decoded statement for tests; its hash is of its type, time and data unless given. */
export function aStatement(clientId: string, given: Given = {}): DecodedIntake {
  const source = given.source ?? 'website';
  const type = given.type ?? 'content_downloaded';
  const time = given.time ?? NOON;
  const data: IntakeData = { who: { email: 'anna@acme.com' }, ...given.data };
  return {
    specversion: '1.0',
    subject: `${source} ${clientId}`,
    receivedat: time,
    contenthash: contentHash({ type, time, data } as JsonValue),
    ...given,
    id: decisionId(source, clientId),
    clientid: clientId,
    source,
    type,
    time,
    data,
  };
}
