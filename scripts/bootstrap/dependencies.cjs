'use strict';
const fs = require('fs');
const path = require('path');
const { linkEmbeddedPostgres } = require('./embedded-postgres-links.cjs');
const { runNpm } = require('./npm.cjs');
const { say } = require('./say.cjs');
const { hasDevelopment, isInstalled } = require('./installed.cjs');

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    return undefined;
  }
}

/**
 * How to get from what is installed to what is wanted. `npm ci` empties node_modules first, so it is for a fresh start;
 * what is there already only has to be completed, and development packages of an earlier `npm test` may stay.
 */
function npmArguments(lock, installed, dev) {
  const scope = dev || (installed && hasDevelopment(installed.packages)) ? '--include=dev' : '--omit=dev';
  return lock && !installed ? ['ci', scope] : ['install', '--no-save', scope];
}

/**
 * Installs what the lock names, unless it is there already. npm keeps a record of what it installed beside it, and
 * comparing with that record is quick and also right after somebody ran `npm install` by hand.
 * @param {string} root the checkout
 * @param {{ dev: boolean }} options whether the development dependencies are needed too
 */
function ensureDependencies(root, { dev }) {
  const lock = readJson(path.join(root, 'package-lock.json'));
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'));
  if (!lock || !installed || !isInstalled(lock.packages, installed.packages, { dev })) {
    const startedAt = Date.now();
    say('Installing dependencies' + (dev ? ', with those for development' : '') + ' …');
    runNpm('Installing the dependencies', npmArguments(lock, installed, dev), root);
    say('Installed in ' + ((Date.now() - startedAt) / 1000).toFixed(1) + ' s.');
  }
  linkEmbeddedPostgres(root);
}

module.exports = { ensureDependencies };
