#!/usr/bin/env node
'use strict';
// node scripts/bootstrap.cjs [--dev] <script.mjs> [arguments]
//
// What a fresh clone needs before anything of ours can run: a Node that is new enough and the dependencies of the
// lock. Then it runs the given script of this folder in the same process. This file and bootstrap/ keep to the
// syntax of Node 14, since an old Node must get far enough to fetch a newer one.
const path = require('path');
const { pathToFileURL } = require('url');
const { ensureDependencies } = require('./bootstrap/dependencies.cjs');
const { isSupportedNode } = require('./bootstrap/node-version.cjs');
const { ensurePrivateNode } = require('./bootstrap/private-node.cjs');
const { rerunWith, endWithParent } = require('./bootstrap/rerun.cjs');
const { say, UserError } = require('./bootstrap/say.cjs');

const root = path.resolve(__dirname, '..');

async function bootstrap(words) {
  if (!isSupportedNode(process.versions.node)) {
    rerunWith(ensurePrivateNode(root), [__filename].concat(words));
    return;
  }
  endWithParent();
  const dev = words[0] === '--dev';
  const [script, ...args] = dev ? words.slice(1) : words;
  if (!script) throw new UserError('Name the script to run: node scripts/bootstrap.cjs [--dev] <script.mjs>');
  ensureDependencies(root, { dev });
  const file = path.join(__dirname, script);
  process.argv = [process.argv[0], file].concat(args);
  await import(pathToFileURL(file).href);
}

bootstrap(process.argv.slice(2)).catch((error) => {
  say(error instanceof UserError ? error.message : error.stack);
  process.exitCode = 1;
});
