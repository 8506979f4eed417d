'use strict';
const { engines } = require('../../package.json');

function numbers(version) {
  return version.split('.').map(Number);
}

/** Compares dotted versions by their numbers; parts that are not given count as 0. */
function isAtLeast(version, minimum) {
  const have = numbers(version);
  const want = numbers(minimum);
  for (let i = 0; i < want.length; i += 1) {
    const difference = (have[i] || 0) - want[i];
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The lowest version of an engines range of the form `>=22.22`, the only form that package.json uses. */
function minimumOf(range) {
  const found = /^>=\s*(\d+(?:\.\d+){0,2})$/.exec(range);
  if (!found) throw new Error('package.json: engines.node must have the form ">=22.22", it is "' + range + '"');
  return found[1];
}

function isSupportedNode(version) {
  return isAtLeast(version, minimumOf(engines.node));
}

module.exports = { isAtLeast, isSupportedNode, minimumOf };
