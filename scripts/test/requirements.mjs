import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const POLICY = '/usr/sbin/policy-rc.d';

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, program)));
}

/** The major version that `java -version` tells, as in `openjdk version "17.0.19" 2026-04-21`; 0 if it tells none. */
export function javaMajorOf(output) {
  return Number(/version "(?:1\.)?(\d+)/.exec(output)?.[1] ?? 0);
}

/** What the tests with real servers need beyond npm packages. Of `packages`, the first that the system offers. */
const REQUIREMENTS = [
  {
    name: 'Java 17 or newer (for Kafka)',
    packages: ['openjdk-17-jre-headless', 'openjdk-21-jre-headless', 'openjdk-25-jre-headless'],
    isThere: () => javaMajorOf(spawnSync('java', ['-version'], { encoding: 'utf8' }).stderr ?? '') >= 17,
  },
  { name: 'Maven (fetches Kafka)', packages: ['maven'], isThere: () => isOnPath('mvn') },
  { name: 'Redis', packages: ['redis-server'], isThere: () => isOnPath('redis-server') },
];

function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // stdout is for the tests alone.
  return spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
}

function isOffered(name) {
  return spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0;
}

function withoutStartingServices(install) {
  if (existsSync(POLICY)) return install();
  // Debian starts a server that it installs; ours are started by the tests that use them.
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return install();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

function installPackages(requirements) {
  apt(['update']);
  const names = requirements.map(({ packages }) => packages.find(isOffered)).filter(Boolean);
  if (names.length === 0) return;
  process.stderr.write(`Installing ${names.join(', ')} …\n`);
  // Slim images lack this folder, and the Java packages stumble over that.
  mkdirSync('/usr/share/man/man1', { recursive: true });
  withoutStartingServices(() => apt(['install', '--yes', '--no-install-recommends', ...names]));
}

/**
 * Installs what is missing, where this is Debian or alike and we are root.
 * @returns {string[]} the names of what is missing still
 */
export function missingRequirements() {
  const missing = () => REQUIREMENTS.filter(({ isThere }) => !isThere());
  const before = missing();
  if (before.length > 0 && process.getuid?.() === 0 && isOnPath('apt-get')) installPackages(before);
  return missing().map(({ name }) => name);
}
