'use strict';

/** Progress and trouble go to stderr: stdout belongs to the program that is being started. */
function say(text) {
  process.stderr.write(text + '\n');
}

/** Trouble that the user can do something about: shown as its message alone, without a stack. */
class UserError extends Error {}

module.exports = { say, UserError };
