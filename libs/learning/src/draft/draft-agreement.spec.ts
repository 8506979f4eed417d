import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, parseAgreement, type AgreementDocument } from '@smarketing/agreement';
import { learn } from '../learn.ts';
import { aHistory, pick, someLeads } from '../scene/a-history.ts';
import { draftAgreement } from './draft-agreement.ts';

const leads = someLeads(800, (random) => {
  const jobTitle = pick(random, ['Owner', 'Buyer', 'Clerk']);
  return { won: random() < (jobTitle === 'Owner' ? 0.7 : 0.2), jobTitle, 'times pricing_viewed': random() * 9 };
});
const { learned } = learn(aHistory(leads), {
  ...{ seed: 1, split: 'random', time: null, ignore: [], keep: [] },
  scorecardOf: (column) => !column.includes(' '),
});
const source = { words: '800 outcomes', areFields: true };
const draft = (document: AgreementDocument) =>
  draftAgreement(source, learned!, { document, yaml: null, words: 'version 7 of the agreement' });

describe('a draft on top of the agreement in force', () => {
  const document = { ...defaultAgreement, timeZone: 'Europe/Berlin' };

  it('changes the fit and the criteria of a good lead, and nothing else', () => {
    const yaml = draft(document);
    const parsed = parseAgreement(yaml);
    if (!('document' in parsed)) throw new Error(JSON.stringify(parsed.problems));
    const { title, fit, goodLead, ...kept } = parsed.document;
    expect(title).toBe('A draft learned from 800 outcomes');
    expect(fit.dimensions.map(({ fields }) => fields)).toContainEqual(['jobTitle']);
    expect(fit.requiredFields).toEqual(document.fit.requiredFields);
    expect(goodLead.map(({ id }) => id)).toContain('good-jobtitle');
    const { title: _title, fit: _fit, goodLead: _goodLead, ...before } = document;
    expect(kept).toEqual(before);
    expect(yaml).toMatch(/^# A draft, learned from 800 outcomes\. Nobody has signed it\./);
    expect(yaml).toContain('# Only fit and goodLead are learned. Everything else is version 7 of the agreement.');
  });

  it('is none where each model has a fit of its own', () => {
    const [model] = [{ id: 'a', label: 'A', fit: document.fit, engagement: document.engagement }];
    expect(() => draft({ ...document, models: [model] } as unknown as AgreementDocument)).toThrow(
      'The agreement has models of their own fit',
    );
  });
});
