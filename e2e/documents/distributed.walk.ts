import { expect } from '@jest/globals';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureKafkaJars } from '../../infra/native/kafka.mjs';
import { freePorts } from '../../infra/native/ports.mjs';
import { STARTED, type Walk } from './walk.ts';

/** docs/guides/distributed.md, with servers on other ports and in another folder than those that a user may be running. */
export const distributed: Walk = {
  env: async () => {
    const [kafka, controller, postgres, redis] = (await freePorts(4)) as [number, number, number, number];
    return {
      NATIVE_KAFKA_PORT: String(kafka),
      NATIVE_KAFKA_CONTROLLER_PORT: String(controller),
      NATIVE_POSTGRES_PORT: String(postgres),
      NATIVE_REDIS_PORT: String(redis),
    };
  },
  prepare: async (reader) => {
    const local = join(reader.folder, 'local');
    reader.env['SMARKETING_LOCAL'] = local;
    // Kafka is 45 MB, which other tests have fetched already.
    const libs = join(local, 'kafka', 'libs');
    mkdirSync(dirname(libs), { recursive: true });
    symlinkSync(await ensureKafkaJars(), libs);
  },
  clear: async (reader) => {
    await reader.interrupt();
    await reader.run('infra/native/down');
  },
  steps: {
    'infra/native/up': async (reader, command) => {
      const { stdout } = await reader.runs(command);
      for (const name of ['KAFKA_BROKERS', 'DATABASE_URL', 'REDIS_URL'])
        expect(stdout).toMatch(new RegExp(`^${name}=.+`, 'm'));
    },
    'npm run start:distributed': async (reader, command) => {
      const said = await reader.leaveRunning(command, STARTED);
      expect(said).toContain(reader.url);
      const api = reader.api();
      await api.emit({ id: 'guide-1', type: 'pricing_viewed', data: { email: 'dina@distributed.example' } });
      await api.idle();
      expect((await api.lead('dina@distributed.example'))['score']).toBeGreaterThan(0);
    },
    'infra/native/status': async (reader, command) => {
      expect((await reader.run(command)).match(/running on port/g)).toHaveLength(3);
    },
    'infra/native/down': async (reader, command) => {
      await reader.interrupt();
      expect((await reader.run(command)).match(/: stopped/g)).toHaveLength(3);
      expect(existsSync(join(reader.folder, 'local', 'postgres', 'PG_VERSION'))).toBe(true);
    },
  },
};
