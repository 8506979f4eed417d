import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StartupProblem } from './startup-problem.ts';

const run = promisify(execFile);

export type SystemUser = { readonly uid: number; readonly gid: number };

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root and initdb wants a user with a name: `postgres`, made if missing, else `nobody`. */
export async function serverUser(): Promise<SystemUser> {
  const existing = await lookUp('postgres');
  if (existing) return existing;
  await run('useradd', ['--system', '--no-create-home', '--user-group', 'postgres'])
    .catch(() => run('adduser', ['-S', '-D', '-H', 'postgres']))
    .catch(() => undefined);
  const user = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (user) return user;
  throw new StartupProblem(
    'PostgreSQL does not run as root and no other system user could be found or made: create a user named postgres, or start as an ordinary user.',
  );
}

async function lookUp(name: string): Promise<SystemUser | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}
