'use strict';
const fs = require('fs');
const path = require('path');
const { isSupportedNode } = require('./node-version.cjs');
const { runNpm } = require('./npm.cjs');
const { say, UserError } = require('./say.cjs');

const MAJOR = 24;

function packageName() {
  return 'node-' + (process.platform === 'win32' ? 'win' : process.platform) + '-' + process.arch;
}

function installedVersion(folder) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
  } catch (error) {
    return undefined;
  }
}

function fetchInto(folder) {
  const name = packageName();
  const staging = fs.mkdtempSync(folder + '-');
  try {
    // Installing rather than packing: npm checks the hash and unpacks, so that no tar is needed.
    const args = ['install', name + '@' + MAJOR, '--prefix', staging, '--no-save', '--no-package-lock'];
    runNpm('Fetching a private Node ' + MAJOR + ' (the npm package ' + name + ')', args, staging);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(path.join(staging, 'node_modules', name), folder);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/**
 * Makes sure that `.tools/node` holds a Node that is new enough, from the npm registry and for this checkout alone.
 * @param {string} root the checkout
 * @returns {string} the path of its program
 */
function ensurePrivateNode(root) {
  const folder = path.join(root, '.tools', 'node');
  const version = installedVersion(folder);
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const program = path.join(folder, 'bin', file);
  if (version && isSupportedNode(version) && fs.existsSync(program)) return program;
  say('Node ' + process.versions.node + ' is too old for Smarketing; fetching a private Node ' + MAJOR + ' …');
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fetchInto(folder);
  if (!fs.existsSync(program)) {
    throw new UserError('The npm package ' + packageName() + ' has no program; install Node ' + MAJOR + ' yourself.');
  }
  return program;
}

module.exports = { ensurePrivateNode };
