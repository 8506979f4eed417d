import type { ServiceName } from '@smarketing/contracts';
import type { Config } from '@smarketing/service-kit';

type UrlSetting = 'INGESTION_URL' | 'SCORING_URL' | 'ROUTING_URL' | 'SLA_URL' | 'FEEDBACK_URL' | 'AGREEMENT_URL';

/** Which service answers what, apart from what the console answers itself. */
const owners: Readonly<Record<UrlSetting, readonly string[]>> = {
  INGESTION_URL: [
    '/v1/*',
    '/events',
    '/webhooks/*',
    ...withBelow('/api/dead-letters/client-events'),
    ...['timeline', 'answer', 'touch', 'objection', 'nominate', 'erase', 'merge', 'unmerge'].map(ofLead),
  ],
  SCORING_URL: [
    ofLead('score'),
    '/api/accounts/:domain',
    '/api/agreements/preview',
    '/api/agreements/hunch',
    ...withBelow('/api/model'),
  ],
  ROUTING_URL: [ofLead('handoff'), ofLead('routing'), ...withBelow('/api/pools')],
  SLA_URL: [ofLead('sla'), ...withBelow('/api/sla')],
  FEEDBACK_URL: withBelow('/api/reports'),
  AGREEMENT_URL: [...withBelow('/api/agreements'), ...withBelow('/api/reps'), ...withBelow('/api/content')],
};

export type GatewayRoute = { readonly path: string; readonly upstreams: readonly string[] };

/** The routes to services that have a URL of their own; none where all services are in this process. */
export function gatewayRoutes(config: Config): readonly GatewayRoute[] {
  return (Object.keys(owners) as UrlSetting[]).flatMap((setting) => {
    const upstreams = config[setting];
    return upstreams === undefined ? [] : owners[setting].map((path) => ({ path, upstreams }));
  });
}

/** Where the processes of a service are; none where it has no URL of its own. */
export function upstreamsOf(service: ServiceName, config: Config): readonly string[] {
  const setting = `${service.toUpperCase()}_URL`;
  return setting in owners ? (config[setting as UrlSetting] ?? []) : [];
}

/** Every process that has a URL. */
export function allUpstreams(config: Config): readonly string[] {
  return [...new Set((Object.keys(owners) as UrlSetting[]).flatMap((setting) => config[setting] ?? []))];
}

function ofLead(what: string): string {
  return `/api/leads/:id/${what}`;
}

function withBelow(path: string): readonly string[] {
  return [path, `${path}/*`];
}
