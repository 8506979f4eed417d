'use strict';
const { spawnSync } = require('child_process');
const { UserError, say } = require('./say.cjs');

const UNREACHABLE = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/;

/** The npm that started us, if it did, on the Node that runs now; otherwise the one on the PATH. */
function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli && cli.endsWith('npm-cli.js')) return { file: process.execPath, leading: [cli], shell: false };
  // npm is a .cmd file on Windows, which needs the shell.
  return { file: 'npm', leading: [], shell: process.platform === 'win32' };
}

/** A failure that we know a sentence for; undefined for any other, which npm has to explain itself. */
function knownReason({ error, stderr }) {
  if (error) return 'npm could not be started (' + error.message + '). Is npm installed?';
  if (UNREACHABLE.test(stderr)) {
    return 'the npm registry could not be reached. Check the network and proxy settings (`npm ping`), then try again.';
  }
  if (/\bENOSPC\b/.test(stderr)) return 'the disk is full.';
  if (/\b(EACCES|EPERM)\b/.test(stderr)) return 'npm may not write here; check who owns this folder and ~/.npm.';
  return undefined;
}

/**
 * Runs npm to its end. Its scripts never run, so that every npm version behaves alike.
 * @param {string} what the work in words, for the sentence in case of failure
 * @param {string[]} args npm's arguments
 * @param {string} cwd the folder to run in
 */
function runNpm(what, args, cwd) {
  const npm = npmCommand();
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync(npm.file, npm.leading.concat(args, quiet), {
    cwd,
    shell: npm.shell,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (!result.error && result.status === 0) return;
  const known = knownReason(result);
  if (known) throw new UserError(what + ' failed: ' + known);
  say(result.stderr.trim());
  throw new UserError(what + ' failed: npm ended with ' + (result.signal || result.status) + ', for the reason above.');
}

module.exports = { runNpm };
