import { describe, expect, it } from '@jest/globals';
import { agreementJsonSchema } from './agreement-json-schema.ts';
import { defaultAgreement, defaultAgreementYaml } from './default-agreement.ts';
import { parseAgreement } from './parse-agreement.ts';

/** The default with one piece of text replaced, and the line where that is. */
function edited(from: string, to: string) {
  const offset = defaultAgreementYaml.indexOf(from);
  if (offset < 0) throw new Error(`The default agreement has no "${from}".`);
  const text = defaultAgreementYaml.replace(from, () => to);
  const parsed = parseAgreement(text);
  return {
    line: defaultAgreementYaml.slice(0, offset).split('\n').length,
    problems: 'problems' in parsed ? parsed.problems : [],
  };
}

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
      'Too small',
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

  it('gives editors a JSON Schema', () => {
    expect(agreementJsonSchema()).toMatchObject({
      type: 'object',
      properties: { fit: {}, sla: {} },
      additionalProperties: false,
    });
  });
});
