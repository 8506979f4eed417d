import { defaultAgreement, defaultAgreementYaml } from '@smarketing/agreement';
import { draftAgreement, type Learned } from '@smarketing/learning';

/** The standard agreement with what a CRM's export tells in place of its fit section, as YAML. `learned` must have a scorecard. */
export function draftFromHistory(file: string, outcome: string, learned: Learned): string {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return draftAgreement({ words: `${name} (outcome: ${outcome})`, areFields: false }, learned, {
    document: defaultAgreement,
    yaml: defaultAgreementYaml,
    words: 'the standard agreement, whose own words follow',
  });
}
