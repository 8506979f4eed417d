import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseAgreement } from '@smarketing/agreement';
import { eventually } from '@smarketing/testing';
import { startInstallation, type Installation } from '../installation.ts';
import { goodProfile } from '../loop/people.ts';

type Score = {
  readonly probability: number | null;
  readonly probabilityReason: string | null;
  readonly probabilityModel: number | null;
  readonly probabilityWords: string;
};
type Model = {
  readonly state: string;
  readonly version: number | null;
  readonly trainedFrom: { readonly won: number; readonly lost: number };
  readonly report: { readonly learned: { readonly evaluation: { readonly auc: number; readonly ece: number } } };
  readonly drift: { readonly level: string };
};

const LEADS = 330;
const COUNTRIES = ['DE', 'FR', 'US'];
/** Of ten leads of a country so many are won, in the order of their numbers. */
const WON_OF_TEN: Readonly<Record<string, number>> = { DE: 8, FR: 4, US: 2 };

const countryOf = (n: number): string => COUNTRIES[n % COUNTRIES.length]!;
const isWon = (n: number): boolean => (Math.floor(n / 3) * 7) % 10 < WON_OF_TEN[countryOf(n)]!;
const mailOf = (n: number): string => `lead${n}@company${n}.example`;

/** Marketing's side of a lead: who it is, and a demo that it asks for. */
function asksForDemo(installation: Installation, n: number): Promise<void> {
  const profile = goodProfile(mailOf(n), `lead-${n}`) as Record<string, unknown>;
  const traits = { ...(profile['traits'] as object), country: countryOf(n) };
  return installation.api.emit({ id: `demo-${n}`, type: 'demo_requested', data: { ...profile, traits } });
}

async function inTens(numbers: readonly number[], work: (n: number) => Promise<void>): Promise<void> {
  for (let at = 0; at < numbers.length; at += 10) await Promise.all(numbers.slice(at, at + 10).map(work));
}

describe('the live model', () => {
  let installation: Installation;
  const all = Array.from({ length: LEADS }, (_, n) => n);

  const scoreOf = async (n: number): Promise<Score> => {
    const { id } = await installation.api.lead(mailOf(n));
    return installation.api.get<Score>(`/api/leads/${id as string}/score`);
  };
  const end = (n: number): Promise<void> =>
    installation.api.say({
      ...{ id: `end-${n}`, type: isWon(n) ? 'deal_won' : 'deal_lost' },
      data: {
        email: mailOf(n),
        properties: { dealId: `deal-${n}`, ...(isWon(n) ? { amount: 1000 } : { reason: 'price' }) },
      },
    });

  beforeAll(async () => {
    installation = await startInstallation('embedded');
    await inTens(all, (n) => asksForDemo(installation, n));
    await installation.api.idle();
  }, 180_000);
  afterAll(() => installation?.remove(), 60_000);

  it('says until there are a hundred of each that there are not enough outcomes', async () => {
    await inTens(all.slice(0, 150), end);
    await installation.api.idle();
    await eventually(
      async () => {
        const score = await scoreOf(LEADS - 1);
        expect(score).toMatchObject({ probability: null, probabilityReason: 'not enough outcomes yet' });
        expect(score.probabilityWords).toMatch(/[1-9]\d won and [1-9]\d lost/);
      },
      { withinMs: 30_000, everyMs: 500 },
    );
    expect(await installation.api.get<Model>('/api/model')).toMatchObject({
      state: 'not enough outcomes',
      version: null,
    });
    expect((await installation.api.call('GET', '/api/model/draft')).status).toBe(409);
  }, 120_000);

  it('learns one from enough, though the process is killed meanwhile, and answers with a probability', async () => {
    await inTens(all.slice(150, LEADS - 3), end);
    await installation.api.idle();
    // Wherever it was: waiting, learning, or storing what it had learned.
    await installation.kill();
    installation = await installation.restart();
    const model = await eventually(
      async () => {
        const found = await installation.api.get<Model>('/api/model');
        expect(found.state).toBe('useful');
        return found;
      },
      { withinMs: 90_000, everyMs: 500 },
    );
    expect(model.version).toBe(1);
    expect(model.trainedFrom.won + model.trainedFrom.lost).toBe(LEADS - 3);
    expect(model.report.learned.evaluation.auc).toBeGreaterThan(0.65);
    expect(['ok', 'watch']).toContain(model.drift.level);
    const metrics = await (await fetch(`${installation.url}/metrics`)).text();
    expect(metrics).toMatch(/^smarketing_model_calibration_error 0\.\d+$/m);

    const scores = new Map<string, Score>();
    for (const n of [LEADS - 3, LEADS - 2, LEADS - 1]) scores.set(countryOf(n), await scoreOf(n));
    for (const score of scores.values()) expect(score).toMatchObject({ probabilityReason: null, probabilityModel: 1 });
    const probabilities = COUNTRIES.map((country) => scores.get(country)!.probability!);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
    expect(probabilities[0]! - probabilities[2]!).toBeGreaterThan(0.25);
  }, 180_000);

  it('answers for an instant before the model with none', async () => {
    const { id } = await installation.api.lead(mailOf(LEADS - 1));
    const path = `/api/leads/${id as string}/score?at=2020-01-01T00:00:00Z`;
    expect(await installation.api.get<Score>(path)).toMatchObject({
      ...{ probability: null, probabilityReason: 'no model was in force then' },
    });
  });

  it('writes a draft on top of the agreement in force', async () => {
    const response = await fetch(`${installation.url}/api/model/draft`, {
      headers: { authorization: `Bearer ${installation.apiKey}` },
    });
    const yaml = await response.text();
    expect([response.status, yaml.split('\n')[0]]).toEqual([
      200,
      expect.stringMatching(/^# A draft, learned from 327 recorded/),
    ]);
    const parsed = parseAgreement(yaml);
    if (!('document' in parsed)) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.document.fit.dimensions.flatMap(({ fields }) => fields)).toContain('country');
  });
});
