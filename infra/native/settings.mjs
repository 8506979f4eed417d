import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeProblem } from './problem.mjs';

export const nativeFolder = dirname(fileURLToPath(import.meta.url));
export const projectFolder = resolve(nativeFolder, '../..');

/** Where everything that the native servers write lives: `.local/`, or the folder that SMARKETING_LOCAL names. */
export function localFolder(env = process.env) {
  return env.SMARKETING_LOCAL ? resolve(env.SMARKETING_LOCAL) : join(projectFolder, '.local');
}

/** The ports of the native servers: none is a server's usual one, since that may belong to somebody else. */
export function nativeSettings(env = process.env) {
  const local = localFolder(env);
  const kafkaPort = portFrom(env, 'NATIVE_KAFKA_PORT', 19092);
  return {
    local,
    runFolder: join(local, 'run'),
    logFolder: join(local, 'logs'),
    kafka: { port: kafkaPort, controllerPort: portFrom(env, 'NATIVE_KAFKA_CONTROLLER_PORT', kafkaPort + 1) },
    redis: { port: portFrom(env, 'NATIVE_REDIS_PORT', 16379) },
    postgres: { port: portFrom(env, 'NATIVE_POSTGRES_PORT', 15432) },
  };
}

function portFrom(env, name, fallback) {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new NativeProblem(`${name} must be a port number from 1 to 65535, but it is "${text}".`);
  }
  return port;
}
