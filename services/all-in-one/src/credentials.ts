import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupProblem } from '@smarketing/postgres';
import { newKey, type Config } from '@smarketing/service-kit';
import * as z from 'zod';

const kept = z.object({ writeKey: z.string(), apiKey: z.string() });

export type Credentials = z.infer<typeof kept>;

/**
 * The installation's first keys: those of the configuration, else those made at the first start and kept in
 * `credentials.json` (mode 600), where the command line finds them.
 */
export async function readOrMakeCredentials(dataDir: string, config: Config): Promise<Credentials> {
  const file = join(dataDir, 'credentials.json');
  const stored = await read(file);
  const credentials: Credentials = {
    writeKey: config.SMARKETING_WRITE_KEY ?? stored?.writeKey ?? newKey('intake'),
    apiKey: config.SMARKETING_API_KEY ?? stored?.apiKey ?? newKey('api'),
  };
  if (stored?.writeKey === credentials.writeKey && stored.apiKey === credentials.apiKey) return credentials;
  await mkdir(dataDir, { recursive: true });
  // Written whole or not at all: a kill in between must not leave half a file.
  await writeFile(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return credentials;
}

async function read(file: string): Promise<Credentials | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StartupProblem(
      `${file} cannot be read: give this user access to it, or remove it to have new keys made.`,
    );
  }
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    throw new StartupProblem(`${file} is damaged: restore it, or remove it to have new keys made.`);
  }
}
