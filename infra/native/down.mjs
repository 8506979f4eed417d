import { runScript } from './problem.mjs';
import { servers, stopServer } from './servers.mjs';
import { nativeSettings } from './settings.mjs';

/** `infra/native/down`: stops what `up` started, and nothing else. The data stays. */
await runScript(async () => {
  const settings = nativeSettings();
  const stopped = await Promise.all(servers.map((server) => stopServer(server, settings)));
  servers.forEach((server, i) => {
    const record = stopped[i];
    process.stdout.write(
      `${server.name}: ${record === undefined ? 'was not running' : `stopped (pid ${record.pid})`}\n`,
    );
  });
  return 0;
});
