import { describe, expect, it } from '@jest/globals';
import { defaultAgreement, defaultAgreementYaml } from './default-agreement.ts';
import { problemsAfter } from './edited-fixtures.ts';
import { parseAgreement } from './parse-agreement.ts';

const edited = (from: string, to: string) => problemsAfter([from, to]);

describe('reading an agreement', () => {
  it('takes the default as it ships', () => {
    expect(parseAgreement(defaultAgreementYaml)).toEqual({ document: defaultAgreement });
  });

  it.each([
    ['hysteresis: 2\n  groups', 'histeresis: 2\n  groups', 'unknown key "histeresis"', 'engagement.histeresis'],
    [
      'value: [50, 1000]',
      'value: [1000, 50]',
      'the lower bound comes first',
      'fit.dimensions.0.rules.0.when.any.0.value',
    ],
    ['catchAll: sales', 'catchAll: nobody', 'there is no pool "nobody"', 'routing.catchAll'],
    ['id: plan-2\n', 'id: plan-1\n', 'the plan id "plan-1" is used twice', 'sla.plans.1.id'],
    ['track: timing', 'track: timming', 'there is no track "timming"', 'reasons.6.action.track'],
    [
      "'(?i)operations|supply|logistics|procurement'",
      "'(?=x)'",
      'is not a pattern that RE2 understands',
      'personas.0.when.value',
    ],
    [
      'timeZone: host\n\n',
      'timeZone: Mars/Olympus\n\n',
      'is not a time zone: use an IANA name such as Europe/Berlin, or host',
      'timeZone',
    ],
    [
      '{ halfLifeDays: 30 }\n      rules:\n        - id: download',
      '{ halfLifeDays: 0 }\n      rules:\n        - id: download',
      'must be above 0',
      'engagement.groups.0.decay.halfLifeDays',
    ],
  ])('names the place of %j made %j', (from, to, message, path) => {
    const { line, problems } = edited(from, to);
    expect(problems.map((problem) => problem.path)).toContain(path);
    const problem = problems.find((each) => each.path === path);
    expect(problem?.message).toContain(message);
    expect(problem?.line).toBe(line);
    expect(problem?.column).toBeGreaterThan(0);
  });

  it('refuses a rule that has people called on content alone', () => {
    const { problems } = edited(
      'digits: [1, 2], intent: false }\n      outcome: P3',
      'digits: [1, 2], intent: false }\n      outcome: P2',
    );
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('called on content alone')]);
    const disguised = edited(
      'label: looked at the prices, event: pricing_viewed',
      'label: reads, event: content_downloaded',
    );
    expect(disguised.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('called on content alone'),
    ]);
  });

  it.each([
    [
      'a text for a number',
      'coolOffDays: 14',
      'coolOffDays: two weeks',
      'must be a number, and is the text "two weeks"',
    ],
    ['nothing', 'coolOffDays: 14', 'coolOffDays:', 'must be a number, and is empty'],
    ['a field that is missing', '  catchAll: sales\n', '', 'the field "catchAll" is missing'],
    [
      'a slip in a choice',
      'policy: routeNow',
      'policy: routenow',
      'must be one of routeNow, wait, fallBack, and is the text "routenow" (did you mean "routeNow"?)',
    ],
    [
      'a slip in a field',
      'openLeadCap: 25',
      'openLeadsCap: 25',
      'unknown key "openLeadsCap" (did you mean "openLeadCap"?)',
    ],
    [
      'a field twice',
      '  freshnessDays: 30',
      '  coolOffDays: 3\n  freshnessDays: 30',
      'this field stands twice in the same block: keep one of them',
    ],
    [
      'a tab',
      '  cap: 50\n  thresholds: { A',
      '\tcap: 50\n  thresholds: { A',
      'lines are indented by spaces here, and this is a tab',
    ],
    [
      'a text with a comma',
      'label: Sales, members',
      'label: Sales, all of it, members',
      '"all of it" is no field: a text with a comma in it stands in quotes',
    ],
    [
      'merge keys',
      '  hysteresis: 2\n  groups',
      '  <<: { hysteresis: 2 }\n  groups',
      'merge keys (<<) are not understood here',
    ],
    [
      'a day with a fraction',
      'mails: [{ day: 0 }, { day: 5 }',
      'mails: [{ day: 0 }, { day: 5.5 }',
      'must be a whole number, and is 5.5',
    ],
    ['an empty list', 'rules: [demo, contact-request, reply, trial]', 'rules: []', 'needs at least one entry'],
    [
      'a condition with an operator that is none',
      'op: between, value: [10, 49]',
      'op: betwen, value: [10, 49]',
      '(did you mean "between"?)',
    ],
    ['an offset for a time zone', 'timeZone: host\n\n', 'timeZone: "+02:00"\n\n', 'is not a time zone'],
  ])('says in plain words what is wrong with %s', (_what, from, to, message) => {
    expect(edited(from, to).problems.map((problem) => problem.message)).toContainEqual(
      expect.stringContaining(message),
    );
  });

  it('reports what contradicts itself also where another section cannot be read', () => {
    const { problems } = problemsAfter(['ladder: enforce', 'ladder: fly'], ['catchAll: sales', 'catchAll: sale']);
    expect(problems.map(({ path, message }) => [path, message])).toEqual([
      ['ladder', expect.stringContaining('must be one of watch, advise, assign, enforce')],
      ['routing.catchAll', 'there is no pool "sale" (did you mean "sales"?)'],
    ]);
  });

  it('reports every problem at once, in the order of the text', () => {
    const parsed = parseAgreement(
      defaultAgreementYaml.replace('ladder: enforce', 'ladder: fly').replace('rerouteAt: 2', 'rerouteAt: 0.2'),
    );
    const lines = 'problems' in parsed ? parsed.problems.map(({ line }) => line) : [];
    expect(lines).toHaveLength(2);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('names the place of text that is no YAML, and survives what is no document', () => {
    const broken = parseAgreement('title: x\nfit: [1, 2\nmodels: {');
    expect('problems' in broken && broken.problems[0]?.line).toBeGreaterThan(1);
    for (const text of ['', '42', '- a', 'null']) expect(parseAgreement(text)).toHaveProperty('problems');
  });
});
