import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { embeddedBinaries } from './embedded-binaries.ts';
import type { EmbeddedBinaries } from './embedded-binaries.ts';
import { CLOSED_FOLDER_BASE, canTraverse } from './folder-access.ts';
import { readPostmaster, runsOver } from './postmaster.ts';
import { isAlive } from './process-identity.ts';
import { StartupProblem } from './startup-problem.ts';
import { isRoot, serverUser } from './system-user.ts';
import type { SystemUser } from './system-user.ts';

const run = promisify(execFile);

/** A database cluster on disk, and what may run over it. */
export type Cluster = {
  readonly pgdata: string;
  readonly binaries: EmbeddedBinaries;
  /** Whom the server runs as; null for ourselves. */
  readonly user: SystemUser | null;
  readonly password: string;
};

/** Makes the cluster at the first start; later checks that it is whole and of our version. */
export async function prepareCluster(
  dataDir: string,
  password: string,
  isTest: boolean,
  log: (message: string) => void,
): Promise<Cluster> {
  const kept = await pgdataOf(dataDir);
  const user = isRoot() ? ((await ownerOf(kept)) ?? (await serverUser())) : null;
  const pgdata = (await stat(kept).catch(() => null)) ? kept : await chooseLocation(dataDir, user, log);
  const cluster = { pgdata, binaries: await embeddedBinaries(user), user, password };
  if (await stat(pgdata).catch(() => null)) await check(cluster);
  else {
    await initialise(cluster, isTest);
    if (pgdata !== kept) await writeFile(join(dataDir, 'pgdata-location'), `${pgdata}\n`);
  }
  return cluster;
}

/** `pgdata` in the data folder, or the place outside that an earlier start chose because the folder is closed to the server's user. */
export async function pgdataOf(dataDir: string): Promise<string> {
  const elsewhere = (await readFile(join(dataDir, 'pgdata-location'), 'utf8').catch(() => '')).trim();
  if (elsewhere === '') return join(dataDir, 'pgdata');
  if (await stat(elsewhere).catch(() => null)) return elsewhere;
  throw new StartupProblem(
    `The database of ${dataDir} was kept in ${elsewhere}, which is gone: restore it from a backup, or remove ${dataDir} to start anew.`,
  );
}

async function chooseLocation(
  dataDir: string,
  user: SystemUser | null,
  log: (message: string) => void,
): Promise<string> {
  if (user === null || (await canTraverse(dataDir, user))) return join(dataDir, 'pgdata');
  const elsewhere = join(CLOSED_FOLDER_BASE, `pgdata-${randomBytes(6).toString('hex')}`);
  await mkdir(CLOSED_FOLDER_BASE, { recursive: true, mode: 0o755 });
  log(
    `PostgreSQL does not run as root and its own user cannot enter ${dataDir}, so the database is kept in ${elsewhere}; start as an ordinary user to keep it in the data folder.`,
  );
  return elsewhere;
}

async function ownerOf(folder: string): Promise<SystemUser | null> {
  const found = await stat(folder).catch(() => null);
  return found === null || found.uid === 0 ? null : { uid: found.uid, gid: found.gid };
}

async function check({ pgdata, binaries }: Cluster): Promise<void> {
  const read = (name: string): Promise<string> => readFile(join(pgdata, name), 'utf8');
  const version = await read('PG_VERSION').catch((error: NodeJS.ErrnoException) => error);
  if (version instanceof Error && version.code === 'EACCES') {
    throw new StartupProblem(
      `The database in ${pgdata} belongs to another user: start as that user, or choose another folder with SMARKETING_DATA.`,
    );
  }
  const isWhole = !(version instanceof Error) && (await stat(join(pgdata, 'global', 'pg_control')).catch(() => null));
  if (!isWhole) {
    throw new StartupProblem(
      `The database in ${pgdata} is damaged, files of it are missing: restore a backup, or remove the folder to start anew.`,
    );
  }
  if (Number.parseInt(version, 10) !== binaries.majorVersion) {
    throw new StartupProblem(
      `The database in ${pgdata} was made by PostgreSQL ${version.trim()} and this version brings ${binaries.majorVersion}: dump it with the old version and load it into a new folder.`,
    );
  }
  await removeForeignPidFile(pgdata);
}

/**
 * After a crash of the machine or container the old server's id may belong to any other process, and then PostgreSQL would
 * take that one for a living server. (Where no process has the id, it finds out by itself.)
 */
async function removeForeignPidFile(pgdata: string): Promise<void> {
  const left = await readPostmaster(pgdata);
  if (left === null || !(await isAlive(left.pid)) || (await runsOver(left.pid, pgdata))) return;
  await rm(join(pgdata, 'postmaster.pid'), { force: true });
}

async function initialise({ pgdata, binaries, user, password }: Cluster, isTest: boolean): Promise<void> {
  // Made beside and renamed: a start that is killed in here leaves nothing that looks like a database.
  const draft = `${pgdata}.new`;
  const passwordFile = `${pgdata}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (user) await Promise.all([draft, passwordFile].map((path) => chown(path, user.uid, user.gid)));
    const flags = [
      `--pgdata=${draft}`,
      '--username=smarketing',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-instructions',
      // PostgreSQL's own collation: the same order on every system, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(isTest ? ['--no-sync'] : []),
    ];
    await run(binaries.initdb, flags, { cwd: '/', ...user });
    await rename(draft, pgdata);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const { stderr, message } = error as Error & { stderr?: string };
    const said = (stderr ?? message).match(/(?:error|FATAL): .*/)?.[0] ?? message;
    throw new StartupProblem(
      `A database cannot be made in ${pgdata} (${said}): check the disk's space and the folder's rights.`,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}
