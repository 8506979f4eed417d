import { runScript } from './problem.mjs';
import { runningProcess } from './processes.mjs';
import { servers } from './servers.mjs';
import { nativeSettings } from './settings.mjs';

/** `infra/native/status [--json]`: what `up` started and still runs; exit code 1 unless all three do. */
await runScript(async () => {
  const settings = nativeSettings();
  const found = servers.map((server) => {
    const record = runningProcess(settings.runFolder, server.name);
    return { name: server.name, running: record !== undefined, port: record?.port ?? null, pid: record?.pid ?? null };
  });
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(found)}\n`);
  } else {
    for (const { name, running, port, pid } of found) {
      process.stdout.write(`${name}: ${running ? `running on port ${port} (pid ${pid})` : 'not running'}\n`);
    }
  }
  return found.every(({ running }) => running) ? 0 : 1;
});
