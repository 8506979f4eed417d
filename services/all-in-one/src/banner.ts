import { rungInWords, type Rung } from '@smarketing/agreement';
import { askApi } from './ask-api.ts';
import type { Credentials } from './credentials.ts';

export type Ready = { readonly url: string } & Credentials;

export type AgreementInForce = {
  readonly version: number;
  readonly title: string;
  readonly signed: boolean;
  readonly ladder: Rung;
};

/** What is in force, as the installation answers itself. Rejects where it does not. */
export async function agreementInForce(ready: Ready): Promise<AgreementInForce> {
  return (await askApi(ready, 'GET', '/api/agreements/current')) as AgreementInForce;
}

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

function inForceInWords({ version, title, signed, ladder }: AgreementInForce): string {
  const what = version === 0 ? 'the one that ships with the product' : `version ${version}, "${title}"`;
  const standing = signed ? ', signed by both sides' : ': nobody has signed it yet';
  return `The agreement in force is ${what}${standing}.\nOn its rung of the ladder, "${ladder}", the product ${rungInWords(ladder)}.`;
}

export function banner(ready: Ready, inForce: AgreementInForce): string {
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

${inForceInWords(inForce)}
Ctrl-C stops it; nothing that was acknowledged is lost.
`;
}
