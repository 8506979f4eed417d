import { INTAKE, services, topics, topicsReadBy, type ServiceName, type TopicName } from '@smarketing/contracts';

/** The topics that a service's group reads. */
export function topicsRead(service: ServiceName): readonly TopicName[] {
  return service === 'ingestion' ? [INTAKE, ...topicsReadBy(service)] : topicsReadBy(service);
}

/** Which groups read which topic, from the flow table. */
export const readers: ReadonlyMap<TopicName, readonly ServiceName[]> = new Map(
  (Object.keys(topics) as TopicName[]).map((topic) => [
    topic,
    services.filter((service) => topicsRead(service).includes(topic)),
  ]),
);
