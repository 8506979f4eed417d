import { describe, expect, it } from '@jest/globals';
import { INNER_SERVICES, planProcesses } from './plan.mjs';

describe('the plan of the distributed installation', () => {
  const ports = INNER_SERVICES.map((_, index) => 5000 + index);
  const plan = planProcesses({ ports, port: 4000, common: { KAFKA_BROKERS: 'localhost:9092' } });

  it('gives every process a port of its own and the same servers', () => {
    expect(new Set(plan.map(({ env }) => env.PORT)).size).toBe(plan.length);
    expect(new Set(plan.map(({ env }) => env.KAFKA_BROKERS))).toEqual(new Set(['localhost:9092']));
  });

  it('tells the console where each of the others is, both processes of scoring included', () => {
    const { env } = plan.at(-1);
    expect(env.SCORING_URL).toBe('http://127.0.0.1:5002,http://127.0.0.1:5003');
    expect(env.SLA_URL).toBe('http://127.0.0.1:5005');
    expect(env.PORT).toBe('4000');
  });

  it('adds one process more of the services that are asked for, consoles with all that the first one knows', () => {
    const more = planProcesses({
      ports: [...ports, 6000, 6001],
      port: 4000,
      common: {},
      also: ['ingestion', 'console'],
    });
    expect(more.map(({ service }) => service)).toEqual([...INNER_SERVICES, 'ingestion', 'console', 'console']);
    const [second, first] = more.slice(-2);
    expect(first.env).toMatchObject({ PORT: '4000', INGESTION_URL: 'http://127.0.0.1:5001,http://127.0.0.1:6000' });
    expect(second.env).toEqual({ ...first.env, PORT: '6001' });
  });
});
