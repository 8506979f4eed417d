import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ensureJars } from '../../../../infra/native/maven-jars.mjs';

const run = promisify(execFile);
const RIVAL = resolve(import.meta.dirname, '../../rivals/kafka-streams');
const LOCAL = resolve(import.meta.dirname, '../../../../.local/kafka-streams');

/** The class path of the Kafka Streams rival: its jars, fetched once, and its program, compiled anew where it has changed. */
export async function streamsClassPath(): Promise<string> {
  const libs = await ensureJars({
    ...{ what: 'Kafka Streams', size: '95 MB', pom: join(RIVAL, 'pom.xml'), libs: join(LOCAL, 'libs') },
    report: (message) => console.error(`  ${message}`),
  });
  const jars = join(libs, '*');
  const folder = join(RIVAL, 'src');
  const sources = readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
  const hash = createHash('sha256').update(readFileSync(join(libs, 'pom.sha256')));
  for (const source of sources) hash.update(readFileSync(source));
  const classes = join(LOCAL, `classes-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(classes)) {
    const fresh = `${classes}-${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    try {
      await run('javac', ['--release', '17', '-cp', jars, '-d', fresh, ...sources]);
      renameSync(fresh, classes);
    } catch (error) {
      // Another process may have been quicker.
      if (!existsSync(classes)) {
        throw new Error(
          'The rival was not compiled, which needs a JDK 17: apt-get install openjdk-17-jdk-headless (on Debian).',
          {
            cause: error,
          },
        );
      }
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return [classes, jars].join(delimiter);
}
