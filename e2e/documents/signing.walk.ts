import { expect } from '@jest/globals';
import { goodProfile } from '../loop/people.ts';
import { STARTED, type Step, type Walk } from './walk.ts';

const says =
  (what: string | RegExp): Step =>
  async (reader, command) =>
    expect(await reader.run(command)).toMatch(what);

/** Says nothing: what it gives goes into a file. */
const runs: Step = async (reader, command) => {
  expect(await reader.run(command)).toBe('');
};

/** docs/guides/signing.md */
export const signing: Walk = {
  steps: {
    'npm start': async (reader, command) => {
      await reader.leaveRunning(command, STARTED);
    },
    'npx smarketing people set maria --name "Maria Lind" --role marketing': says('maria is Maria Lind: marketing.'),
    'npx smarketing people set sam --name "Sam Okoro" --role sales': says('sam is Sam Okoro: sales.'),
    'npx smarketing keys create maria-laptop --person maria > ./.smarketing/maria.key': runs,
    'npx smarketing keys create sam-phone --person sam > ./.smarketing/sam.key': runs,
    'npx smarketing agreement show --yaml > ./.smarketing/mine.yaml': runs,
    "sed -i.before 's/freshnessDays: 30/freshnessDays: 45/' ./.smarketing/mine.yaml": runs,
    'npx smarketing agreement diff current ./.smarketing/mine.yaml': says(
      'Qualification: evidence routes nobody after 30 → 45 days',
    ),
    'npx smarketing agreement preview ./.smarketing/mine.yaml': async (reader, command) => {
      const id = 'preview-1';
      await reader.api().emit({ id, type: 'demo_requested', data: goodProfile('ada@preview.example', 'ada') });
      await reader.api().idle();
      expect(await reader.run(command)).toMatch(
        /something happened to 1 leads?\.\nUnder version 0, 1 of them would have qualified; under this document 1\.[^]*Nobody enters\.\nNobody leaves\./,
      );
    },
    'npx smarketing agreement propose ./.smarketing/mine.yaml | tee ./.smarketing/proposal.txt': says(
      /Against version 0:[^]*30 → 45[^]*--side sales --digest/,
    ),
    "npx smarketing agreement hunch --when '{ field: headcount, op: lt, value: 10 }'": says(
      /for whom it holds +│ 0 [^]*all others +│ 1 +│ 1 [^]*nothing says what it is worth/,
    ),
    'npx smarketing agreement hunch --did pricing_viewed --times 3 --days 7': says(/for whom it holds +│ 0 /),
    "npx smarketing agreement hunch --when '{ field: headcount, op: lt, value: 10 }' --exclude --draft ./.smarketing/hunch.yaml":
      says(/- id: exclude-headcount\n[^]*hunch\.yaml is the document with this rule\./),
    [`$(grep -e '--side marketing' ./.smarketing/proposal.txt) --key "$(cat ./.smarketing/maria.key)"`]: says(
      /is proposed.*; signed by Maria Lind for marketing\./,
    ),
    [`$(grep -e '--side sales' ./.smarketing/proposal.txt) --key "$(cat ./.smarketing/sam.key)"`]: async (
      reader,
      command,
    ) => {
      // Not by the key that has signed for the other side.
      await expect(reader.run(command.replace('sam.key', 'maria.key'))).rejects.toThrow(/does not have the role sales/);
      expect(await reader.run(command)).toMatch(/is agreed, as version 1\./);
    },
    'npx smarketing agreement show': async (reader, command) => {
      expect(await reader.run(command)).toMatch(
        /^Version 1, .* in force since .*, signed by Maria Lind for marketing \(key made by api-key\) and Sam Okoro for sales \(key made by api-key\)\./,
      );
      const url = `${reader.url}/metrics`;
      expect(await (await fetch(url)).text()).toMatch(/^smarketing_agreement_version 1$/m);
    },
    'npx smarketing agreement step-down assign --key "$(cat ./.smarketing/sam.key)"': says(
      'Version 2 is in force, on the rung "assign".',
    ),
    'npx smarketing agreement audit': says(
      /sam stepped-down version 2[^]*sam agreed version 1[^]*maria signed proposal/,
    ),
  },
};
