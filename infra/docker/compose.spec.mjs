import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const read = (file) => readFileSync(resolve(import.meta.dirname, file), 'utf8');
const compose = parse(read('compose.yaml'), { merge: true });
const dockerfile = read('Dockerfile');
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.image.startsWith('smarketing:'));
const processes = ['ingestion', 'scoring', 'routing', 'sla', 'feedback', 'agreement', 'console'];

describe('the compose file', () => {
  test('runs every service, the two jobs and the three servers', () => {
    const expected = [...processes, 'migrations', 'topics', 'kafka', 'postgres', 'redis'];
    expect(services.map(([name]) => name).sort()).toEqual(expected.sort());
    expect(compose.services.scoring.deploy.replicas).toBe(2);
  });

  test('starts programs whose folders exist', () => {
    for (const [, service] of ours) expect(existsSync(resolve(root, service.command[0].split('/dist/')[0]))).toBe(true);
  });

  test('waits only for what exists, and for health only where it is checked', () => {
    for (const [, service] of services) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        const awaited = compose.services[name];
        if (condition === 'service_healthy') expect(awaited.healthcheck.test).toBeDefined();
        else expect([condition, awaited.restart]).toEqual(['service_completed_successfully', 'no']);
      }
    }
  });

  test('checks the health of every server and every process', () => {
    for (const name of ['kafka', 'postgres', 'redis']) expect(compose.services[name].healthcheck.test).toBeDefined();
    for (const name of processes) expect(compose.services[name].healthcheck).toBeUndefined();
    expect(dockerfile).toContain('HEALTHCHECK');
  });

  test('tells every process where the servers are, and the console where the others are', () => {
    for (const [, { environment }] of ours) {
      expect(environment).toMatchObject({ KAFKA_BROKERS: 'kafka:9092', REDIS_URL: 'redis://redis:6379', PORT: '4000' });
      expect(environment.DATABASE_URL).toContain('@postgres:5432/');
    }
    const others = processes.filter((name) => name !== 'console');
    const urls = Object.fromEntries(others.map((name) => [`${name.toUpperCase()}_URL`, `http://${name}:4000`]));
    expect(compose.services.console.environment).toMatchObject(urls);
  });

  test('names keys of the environment that the services know', () => {
    const known = readFileSync(resolve(root, 'libs/service-kit/src/config.ts'), 'utf8');
    for (const [, { environment }] of ours)
      for (const name of Object.keys(environment)) expect(known).toContain(`${name}:`);
  });
});

test('the image copies only what is in the checkout', () => {
  const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) => files.split(' '));
  expect(sources.length).toBeGreaterThan(4);
  for (const source of sources) expect(existsSync(resolve(root, source))).toBe(true);
});
