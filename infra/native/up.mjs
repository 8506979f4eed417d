import { NativeProblem, runScript } from './problem.mjs';
import { servers, startServer } from './servers.mjs';
import { nativeSettings } from './settings.mjs';

/** `infra/native/up [--json]`: starts what does not run, and prints the environment for the services. */
await runScript(async () => {
  const settings = nativeSettings();
  const json = process.argv.includes('--json');
  const report = (line) => process.stderr.write(`${line}\n`);
  const outcomes = await Promise.allSettled(servers.map((server) => startServer(server, settings, report)));
  const environment = {};
  const problems = [];
  outcomes.forEach((outcome, i) => {
    const server = servers[i];
    if (outcome.status === 'rejected') {
      if (!(outcome.reason instanceof NativeProblem)) throw outcome.reason;
      problems.push(outcome.reason.message);
      return;
    }
    const { record, alreadyRunning } = outcome.value;
    environment[server.variable] = server.url(record.port);
    report(
      `${server.name}: ${alreadyRunning ? 'already running' : 'started'} on port ${record.port} (pid ${record.pid})`,
    );
  });
  for (const problem of problems) report(problem);
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
  process.stdout.write(json ? `${JSON.stringify(environment)}\n` : lines.join(''));
  return problems.length === 0 ? 0 : 1;
});
