'use strict';
const { spawn } = require('child_process');
const path = require('path');
const { endWithNpm } = require('./end-with-npm.cjs');
const { say } = require('./say.cjs');

/**
 * Runs the arguments with another Node and becomes its shadow: same flags and terminal, signals passed on, same way to end.
 * @param {string} program the other Node
 * @param {string[]} args the script and its arguments
 */
function rerunWith(program, args) {
  const env = Object.assign({}, process.env);
  env.PATH = path.dirname(program) + path.delimiter + env.PATH;
  // The channel carries no messages; its end tells the other process that this one is gone, whatever the cause.
  const child = spawn(program, process.execArgv.concat(args), { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });

  const passOn = (signal) => {
    // Ctrl-C in a terminal reaches the whole process group, so the other process already has it.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach((signal) => process.on(signal, passOn));
  endWithNpm(() => child.kill('SIGTERM'));

  child.on('error', (error) => {
    say('The private Node could not be started (' + error.message + '). Delete ' + program + ' and try again.');
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    signals.forEach((name) => process.removeListener(name, passOn));
    if (signal) process.kill(process.pid, signal);
    else process.exit(code);
  });
}

/** The other side of `rerunWith`; ends this process in good order when the one that it was started for is gone. */
function endWithParent() {
  const end = () => process.kill(process.pid, 'SIGTERM');
  if (!process.channel) {
    endWithNpm(end);
    return;
  }
  process.once('disconnect', end);
  process.channel.unref();
}

module.exports = { endWithParent, rerunWith };
