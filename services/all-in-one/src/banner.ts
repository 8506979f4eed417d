import type { Credentials } from './credentials.ts';

export type Ready = { readonly url: string } & Credentials;

/** The ready-made first event: somebody who fits asks for a demo. */
export function demoCurl({ url, writeKey }: Ready): string {
  const event = {
    specversion: '1.0',
    id: 'my-first-event',
    source: 'website',
    type: 'demo_requested',
    data: {
      email: 'ada@analytical-engines.example',
      traits: {
        firstName: 'Ada',
        lastName: 'Lovelace',
        title: 'VP Operations',
        company: 'Analytical Engines',
        headcount: 420,
        industry: 'software',
        country: 'DE',
      },
      properties: { need: 'On-time deliveries', supplierProblem: 'My supplier delivers late' },
      asset: { id: 'carrier-comparison' },
    },
  };
  return [
    `curl -X POST ${url}/events \\`,
    `  -H 'Authorization: Bearer ${writeKey}' \\`,
    `  -H 'Content-Type: application/cloudevents+json' \\`,
    `  -d '${JSON.stringify(event)}'`,
  ].join('\n');
}

export function banner(ready: Ready): string {
  const { url, writeKey, apiKey } = ready;
  return `
Smarketing is ready.

  API        ${url}/api/leads          (Authorization: Bearer ${apiKey})
  Live       ${url}/api/live
  Health     ${url}/readyz
  Metrics    ${url}/metrics
  Write key  ${writeKey}
  CLI        SMARKETING_URL=${url} npx smarketing doctor

Send a first event, a prospect who asks for a demo:

${demoCurl(ready)}

A second later, see what became of it:

curl -H 'Authorization: Bearer ${apiKey}' '${url}/api/leads?email=ada@analytical-engines.example'

The agreement in force is the one that ships with the product: nobody has signed it yet.
Ctrl-C stops it; nothing that was acknowledged is lost.
`;
}
