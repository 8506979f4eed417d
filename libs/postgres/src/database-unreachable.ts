import pg from 'pg';
import { StartupProblem } from './startup-problem.ts';

/** Connects once; throws StartupProblem with one sentence for the operator where that fails. */
export async function checkDatabase(url: string): Promise<void> {
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  } catch {
    throw new StartupProblem('DATABASE_URL is not a URL: write postgres://user:password@host:port/database.');
  }
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    throw databaseUnreachable(client, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Names the place without the password. */
function databaseUnreachable({ host, port, database, user }: pg.Client, error: unknown): StartupProblem {
  const { code, message } = error as Error & { code?: string };
  const place = `PostgreSQL at ${host}:${port}`;
  const sentence = {
    '28P01': `${place} refuses the password of user ${user}: correct DATABASE_URL.`,
    '28000': `${place} does not let user ${user} in: correct DATABASE_URL, or the server's pg_hba.conf.`,
    '3D000': `${place} has no database ${database}: create it, or correct DATABASE_URL.`,
    '57P03': `${place} is still starting up: try again in a moment.`,
    '53300': `${place} has no connection free: raise its max_connections, or stop other programs.`,
    ENOTFOUND: `The host ${host} of DATABASE_URL is unknown: correct the name, or the network's name service.`,
  }[code ?? ''];
  return new StartupProblem(
    sentence ?? `${place} cannot be reached (${code ?? message}): start it, or correct DATABASE_URL.`,
    { cause: error },
  );
}
