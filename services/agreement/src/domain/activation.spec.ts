import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from '@smarketing/agreement';
import { activated, trial } from './activation.ts';

const draft = { yaml: defaultAgreementYaml, document: defaultAgreement, by: 'api-key' };
const now = Date.parse('2026-01-02T10:00:00Z');

describe('putting an agreement in force on trial', () => {
  it('begins with version 0 and counts up', () => {
    expect(trial([], draft, now)).toMatchObject({ version: 0, signed: false });
    expect(trial([{ version: 0, signed: false }], draft, now)).toMatchObject({ version: 1, signed: false });
  });

  it('is refused once a signed version was ever in force', () => {
    expect(
      trial(
        [
          { version: 0, signed: false },
          { version: 1, signed: true },
        ],
        draft,
        now,
      ),
    ).toHaveProperty('refused');
  });

  it('tells the services the same event however often it is told', () => {
    const version = trial([], draft, now);
    if ('refused' in version) throw new Error(version.refused);
    expect(activated(version).id).toBe(activated(version).id);
    expect(activated(version).event.data).toMatchObject({ version: 0, signed: false });
  });
});
