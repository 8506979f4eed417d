import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NativeProblem } from './problem.mjs';
import { isInstalled } from './processes.mjs';

const run = promisify(execFile);

/**
 * The jars that a pom lists, with all that they need, fetched from Maven Central once and kept in `libs` until the pom changes.
 * Several processes may do this at once: each fetches into a folder of its own, and the first rename wins.
 */
export async function ensureJars({ what, size, pom, libs, report = () => undefined }) {
  const stamp = createHash('sha256').update(readFileSync(pom)).digest('hex');
  const stampFile = join(libs, 'pom.sha256');
  const isCurrent = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (isCurrent()) return libs;

  requireJava();
  if (!isInstalled('mvn', ['--version'])) {
    throw new NativeProblem(`${what} is fetched by Maven, which is not installed: apt-get install maven (on Debian).`);
  }
  report(`fetching ${what} from Maven Central (once, about ${size})`);
  const fetched = `${libs}-${process.pid}-${Date.now()}`;
  mkdirSync(fetched, { recursive: true });
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fetched}`];
    await run('mvn', ['-B', '-q', '-f', pom, ...goal], { maxBuffer: 1 << 24 });
    writeFileSync(join(fetched, 'pom.sha256'), stamp);
    replaceFolder(fetched, libs, isCurrent);
  } catch (error) {
    const why = String(error.stdout ?? error.message)
      .split('\n')
      .find((line) => line.includes('[ERROR]'));
    throw new NativeProblem(
      `Maven could not fetch the jars of ${what}: ${(why ?? error.message).replace('[ERROR] ', '').trim()}`,
    );
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
  return libs;
}

function replaceFolder(from, to, isCurrent) {
  if (isCurrent()) return;
  rmSync(to, { recursive: true, force: true });
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isCurrent()) throw error;
  }
}

export function requireJava() {
  if (!isInstalled('java', ['-version'])) {
    throw new NativeProblem('Kafka needs Java 17: apt-get install openjdk-17-jre-headless (on Debian).');
  }
}
